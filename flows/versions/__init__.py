"""Two versions of a flow: what differs, how it is told, and how talks move to the newer one."""
