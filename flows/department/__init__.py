"""What a department keeps beside its flows, as a turn looks at it: each noun a module."""
