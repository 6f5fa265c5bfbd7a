"""Office files: what the Office brings in, and what it takes away."""
