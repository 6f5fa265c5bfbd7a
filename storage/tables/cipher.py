"""Encrypts values, so that a stolen database shows no phone number and no chat address.

Equal values become equal text (AES-SIV, RFC 5297): an encrypted column is its own keyed index,
and whoever lacks the key learns of a value only that it occurs again. Long values are packed
before; nobody looks for those.
"""

import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from functools import lru_cache
from weakref import WeakKeyDictionary

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from cryptography.hazmat.primitives.hashes import SHA512
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import Dialect

MARK, PACKED = "siv1:", "siz1:"
MARKS = MARK, PACKED
LONG = 200  # characters; longer values are packed first, for what is encrypted packs no more
KEY_BYTES = 64
PACKING = 1  # the fastest; the usual saves a tenth more
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
        mark, plain = MARK, value.encode()
        if len(value) > LONG:
            mark, plain = PACKED, zlib.compress(plain, PACKING)
        return mark + urlsafe_b64encode(self._siv.encrypt(plain, None)).decode()

    def decrypt(self, stored: str) -> str:
        """Raises Unreadable. What was never encrypted is returned as it is."""
        if not stored.startswith(MARKS):
            return stored
        try:
            plain = self._siv.decrypt(urlsafe_b64decode(stored[len(MARK) :]), None)
            return (zlib.decompress(plain) if stored.startswith(PACKED) else plain).decode()
        except (InvalidTag, ValueError, zlib.error) as wrong:
            raise Unreadable from wrong


_in_use: WeakKeyDictionary[Dialect, Cipher] = WeakKeyDictionary()


def use(dialect: Dialect, cipher: Cipher) -> None:
    """From now on the engine of this dialect reads and writes with this key."""
    _in_use[dialect] = cipher


def of(dialect: Dialect) -> Cipher | None:
    """None: the engine leaves values as they are."""
    return _in_use.get(dialect)
