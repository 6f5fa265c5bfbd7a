"""Personal links: the address of a chat, signed, so that nobody can make one up."""

from itsdangerous import BadSignature, URLSafeSerializer

SALT = "personal-chat"


class Links:
    """Signs and reads the part of a link that names a chat."""

    def __init__(self, secret: str) -> None:
        self._signer = URLSafeSerializer(secret, salt=SALT)

    def token(self, address: str) -> str:
        return str(self._signer.dumps(address))

    def address(self, token: str) -> str | None:
        """The chat of a link, or None for a link that we did not make."""
        try:
            return str(self._signer.loads(token))
        except BadSignature:
            return None
