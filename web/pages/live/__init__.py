"""What tells open boards that something has changed."""
