"""The channels: which one works, who is on it, what waits, how much of a quota is left."""
