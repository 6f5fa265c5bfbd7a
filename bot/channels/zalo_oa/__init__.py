"""Zalo Official Account channel: token pair, sending with buttons, webhook, receipts."""
