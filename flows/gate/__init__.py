"""The rules of the publish gate, one family a module. Each rule is a function that yields problems.

``flows.check`` asks them all. A family is a function of a ``Plan``: the flow, read once for all.
"""
