"""Personal links: the address of a chat, or a file, signed, so that nobody can make one up."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import quote

from itsdangerous import BadSignature, TimestampSigner, URLSafeSerializer, URLSafeTimedSerializer

SALT = "personal-chat"
FILE_SALT = "file"
FILE_LIFE = timedelta(days=7)


class Links:
    """Signs and reads the part of a link that names a chat."""

    def __init__(self, secret: str) -> None:
        self._signer = URLSafeSerializer(secret, salt=SALT)
        self._files = URLSafeTimedSerializer(secret, salt=FILE_SALT)
        self._clock = TimestampSigner(secret)  # the one that dates the links of files

    def token(self, address: str) -> str:
        return str(self._signer.dumps(address))

    def file(self, wanted: Mapping[str, Any], name: str) -> str:
        """The path under which a file can be had for some days by whoever holds it."""
        return f"/f/{self._files.dumps(dict(wanted))}/{quote(name)}"

    def wanted(self, token: str) -> dict[str, Any] | None:
        """What a file link asks for; None for one that has expired, or that we did not make.

        With a max_age the library refuses what a clock slightly ahead of ours has signed, too.
        """
        try:
            found, signed = self._files.loads(token, return_timestamp=True)
        except BadSignature:
            return None
        now = self._clock.timestamp_to_datetime(self._clock.get_timestamp())
        return dict(found) if now - signed <= FILE_LIFE else None

    def address(self, token: str) -> str | None:
        """The chat of a link, or None for a link that we did not make."""
        try:
            return str(self._signer.loads(token))
        except BadSignature:
            return None
