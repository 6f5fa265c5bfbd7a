"""Signing in from the chat: by a one-use link, or by a code on the screen."""
