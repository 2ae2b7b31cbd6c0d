"""Flows as people write and store them: their shape, their faults, and words drafted for them."""
