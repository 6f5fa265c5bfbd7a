"""What a button carries: an action, the thing it is about, and the revision it was shown at."""

from dataclasses import dataclass

VERSION = "v1"


SHARE_CONTACT = "share-contact"
"""What a button for passing on one's own phone card sends; the messenger never sends it back."""


@dataclass(frozen=True, slots=True)
class ButtonAction:
    action: str
    id: int = 0
    revision: int = 0

    def __str__(self) -> str:
        return f"{VERSION}:{self.action}:{self.id}:{self.revision}"

    @classmethod
    def parse(cls, text: str) -> "ButtonAction | None":
        """None for anything that this program did not write; whoever presses may send anything.

        Numbers have nine digits at most: PostgreSQL refuses what its whole numbers cannot hold.
        """
        parts = text.split(":")
        if len(parts) != 4 or parts[0] != VERSION:
            return None
        number, revision = parts[2], parts[3]
        if not (number.isascii() and number.isdigit() and revision.isascii()):
            return None
        if not revision.isdigit() or max(len(number), len(revision)) > 9:
            return None
        return cls(parts[1], int(number), int(revision))
