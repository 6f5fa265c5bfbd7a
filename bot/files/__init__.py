"""Files that people send: fetched, scanned, stored by content."""
