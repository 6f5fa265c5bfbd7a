"""Lifting the quarantine after a restore or a wrong clock."""
