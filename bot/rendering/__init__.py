"""Turns text keys and facts into words of a language and of a channel."""
