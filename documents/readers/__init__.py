"""File formats in: Word, Excel, CSV as one grid of cells."""
