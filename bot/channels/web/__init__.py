"""Web channel: a personal chat in the browser, its pages and signed links."""
