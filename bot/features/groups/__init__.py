"""The group chats of units: how they are linked, and what they are told."""
