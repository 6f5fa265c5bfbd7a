"""File formats in: each as one grid of cells."""
