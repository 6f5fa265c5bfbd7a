"""Personal links: the address of a chat, or a file, signed, so that nobody can make one up."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from itsdangerous import BadSignature, URLSafeSerializer, URLSafeTimedSerializer

SALT = "personal-chat"
FILE_SALT = "file"
FILE_DAYS = 7


class Links:
    """Signs and reads the part of a link that names a chat."""

    def __init__(self, secret: str) -> None:
        self._signer = URLSafeSerializer(secret, salt=SALT)
        self._files = URLSafeTimedSerializer(secret, salt=FILE_SALT)

    def token(self, address: str) -> str:
        return str(self._signer.dumps(address))

    def file(self, wanted: Mapping[str, Any], name: str) -> str:
        """The path under which a file can be had for some days by whoever holds it."""
        return f"/f/{self._files.dumps(dict(wanted))}/{quote(name)}"

    def wanted(self, token: str) -> dict[str, Any] | None:
        """What a file link asks for; None for one that has expired, or that we did not make."""
        try:
            found: dict[str, Any] = self._files.loads(token, max_age=FILE_DAYS * 86400)
        except BadSignature:
            return None
        return found

    def address(self, token: str) -> str | None:
        """The chat of a link, or None for a link that we did not make."""
        try:
            return str(self._signer.loads(token))
        except BadSignature:
            return None
