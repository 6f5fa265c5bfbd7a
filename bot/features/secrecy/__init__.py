"""State secrets: what is refused, and what is asked about before anything is kept."""
