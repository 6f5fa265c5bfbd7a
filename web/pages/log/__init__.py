"""The audit log on the board: who did what when, searched, paged and verified."""
