"""Bringing people in: imports and invitations."""
