"""Watches the clock, the loops and the service itself."""
