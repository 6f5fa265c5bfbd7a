"""What waits for the reader: one queue with the chat."""
