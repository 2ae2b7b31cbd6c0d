"""What Meta's webhook brings, read into our words."""
