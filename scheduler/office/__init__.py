"""What the Office has done at set times besides the escalation."""
