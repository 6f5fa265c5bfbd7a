"""The Office accepts or rejects a completed duty."""
