"""What the Office alone decides: the figures of a report are fixed."""
