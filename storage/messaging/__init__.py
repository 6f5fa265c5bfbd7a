"""Outbox, inbox, prompts, conversations, rate limits, chat links."""
