"""The board: a desk in the browser for the Office, unit heads and leaders."""
