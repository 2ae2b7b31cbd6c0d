"""What happens in a talk besides the nodes themselves: who listens, what is offered, what waits."""
