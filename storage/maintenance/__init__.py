"""Backups, key rotation, copy to PostgreSQL."""
