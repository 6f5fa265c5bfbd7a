"""Other programs that read."""
