"""What happens because time passed. Writes messages, never sends them."""
