"""What goes out: one message in flight a person, at the pace allowed, and how far each came."""
