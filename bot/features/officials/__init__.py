"""One official on the roster: added, corrected, moved, ended."""
