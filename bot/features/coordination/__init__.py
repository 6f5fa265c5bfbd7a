"""Coordinating units: requests to them and their answers."""
