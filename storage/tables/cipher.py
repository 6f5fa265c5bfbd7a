"""Encrypts values, so that a stolen database shows no phone number and no chat address.

Equal values become equal text (AES-SIV, RFC 5297): an encrypted column is its own keyed index,
and whoever lacks the key learns of a value only that it occurs again.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from functools import lru_cache
from weakref import WeakKeyDictionary

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from cryptography.hazmat.primitives.hashes import SHA512
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import Dialect

MARK = "siv1:"
KEY_BYTES = 64
REMEMBERED = 8_192  # short values, in each direction: the same chats come again all day
PURPOSE = b"nhacviec: values at rest"


class Unreadable(Exception):
    """A value in the database was not encrypted with its key, or has been changed."""


class Cipher:
    """What one key makes of values. An empty value stays empty: there is nothing to hide."""

    def __init__(self, secret: str) -> None:
        derived = HKDF(SHA512(), KEY_BYTES, salt=None, info=PURPOSE).derive(secret.encode())
        self._siv = AESSIV(derived)
        self.encrypt_short = lru_cache(REMEMBERED)(self.encrypt)
        self.decrypt_short = lru_cache(REMEMBERED)(self.decrypt)

    def encrypt(self, value: str) -> str:
        if not value:
            return value
        return MARK + urlsafe_b64encode(self._siv.encrypt(value.encode(), None)).decode()

    def decrypt(self, stored: str) -> str:
        """Raises Unreadable. What was never encrypted is returned as it is."""
        if not stored.startswith(MARK):
            return stored
        try:
            return self._siv.decrypt(urlsafe_b64decode(stored.removeprefix(MARK)), None).decode()
        except (InvalidTag, ValueError) as wrong:
            raise Unreadable from wrong


_in_use: WeakKeyDictionary[Dialect, Cipher] = WeakKeyDictionary()


def use(dialect: Dialect, cipher: Cipher) -> None:
    """From now on the engine of this dialect reads and writes with this key."""
    _in_use[dialect] = cipher


def of(dialect: Dialect) -> Cipher | None:
    """None: the engine leaves values as they are."""
    return _in_use.get(dialect)
