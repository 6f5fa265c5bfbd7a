"""What happens because time passed. Writes letters, never sends them."""
