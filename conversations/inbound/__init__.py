"""What comes in: stored before it is answered, each thing once, stamped with whose it is."""
