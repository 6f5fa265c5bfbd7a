"""Inbound pipeline: persists incoming events, then processes each exactly once, in order."""
