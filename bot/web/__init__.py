"""Pages of the web channel: a personal chat in the browser."""
