"""What Sampan does in a second on this machine: `make bench`."""
