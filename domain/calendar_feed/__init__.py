"""The calendar of a person: what stands in it, and what became of it since it was last read."""
