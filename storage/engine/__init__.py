"""Database engines, driver, caches, leader locks."""
