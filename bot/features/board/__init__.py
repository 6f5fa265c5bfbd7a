"""Signing in on the board from the own chat."""
