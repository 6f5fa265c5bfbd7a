"""Office files sent by chat: preview, confirm, undo."""
