"""One page family a module. Every view names the permission that it takes; without one it is shut."""
