"""What is said about a file as a whole, beside what stands in its rows."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class FileNote:
    """`reason` is a key of the catalogue (`import.note_*`)."""

    reason: str
    facts: Mapping[str, str] = field(default_factory=dict)
