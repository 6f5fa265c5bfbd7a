"""Programs that others wrote; each is skipped, and says so, where it is not installed."""
