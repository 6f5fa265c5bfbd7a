"""What the feeds need of the language: sentences by key, as plain text."""

from typing import Any, Protocol


class Words(Protocol):
    """Whoever wires the service hands over the catalogue that the chat speaks."""

    def sentence(self, key: str, language: str = "vi", **facts: Any) -> str: ...
