"""Hash-chained audit log and its seals."""
