"""Talks moved forward: lanes claimed, turns taken, and all that came of them in one commit."""
