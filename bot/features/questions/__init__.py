"""Questions to the Office and their answers."""
