"""The secret address of a calendar, and what is kept of it."""

import hashlib

PATH = "/lich/{token}.ics"


def address(public_url: str, token: str) -> str:
    return public_url + PATH.replace("{token}", token)


def secret_hash(token: str) -> str:
    return hashlib.sha256(f"calendar:{token}".encode()).hexdigest()
