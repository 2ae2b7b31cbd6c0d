"""The core: what a flow is, and what happens when a citizen says something to it.

Pure Python. Nothing here reads a clock, a file, a database or the network, and nothing is random:
everything a turn may depend on comes in as its flow, its state, its event and its world.
"""
