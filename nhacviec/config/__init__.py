"""Settings, policy file, secrets."""
