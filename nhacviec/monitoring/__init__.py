"""Doctor, health, heartbeat, metrics, log."""
