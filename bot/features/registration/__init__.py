"""Joining: invitation codes, phone contact, approval, consent."""
