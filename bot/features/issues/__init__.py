"""Difficulties: register, decisions, deadlines."""
