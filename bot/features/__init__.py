"""One package per feature: handlers, pure conversation steps, notices, actions."""
