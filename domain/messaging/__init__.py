"""Messages, prompts, quotas, outbox message types."""
