"""Commands that look after an installation: backups, keys, the audit log, the access table."""
