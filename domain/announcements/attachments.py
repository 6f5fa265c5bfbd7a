"""A document that goes out with what is made known: what it may be, and what became of it."""

from dataclasses import dataclass
from enum import StrEnum

from domain.messaging.messages import Chat, Facts, File
from domain.reporting.evidence import MOST_BYTES, TOO_LARGE, WRONG_KIND, FileRefused, ending_of

ENDINGS = frozenset((".pdf", ".docx"))
ENCLOSED = "enclosure"
"""The form under which messages ask for it."""


class EnclosureState(StrEnum):
    WAITING = "waiting"
    KEPT = "kept"
    QUARANTINED = "quarantined"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Enclosure:
    """`stored`: its name in the vault, once it is there."""

    id: int
    official_id: int
    chat: Chat
    file: File
    stored: str
    state: EnclosureState
    attempts: int

    @property
    def channel(self) -> str:
        return self.chat.channel


def refuse_unfit(file: File) -> None:
    """Before anything is fetched. Raises FileRefused, which says why."""
    if file.size > MOST_BYTES:
        raise FileRefused(TOO_LARGE)
    if ending_of(file) not in ENDINGS:
        raise FileRefused(WRONG_KIND)


def wanted(stored: str, name: str) -> Facts | None:
    """How a message asks for the document; None where there is none."""
    return {"form": ENCLOSED, "stored": stored, "name": name} if stored else None
