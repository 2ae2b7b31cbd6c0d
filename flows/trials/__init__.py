"""Talks that are played: rehearsed, recorded, tried by hand, replayed through two versions."""
