"""What may be sent as evidence: pictures, PDF, Word and Excel, told by ending and first bytes."""

import re
from pathlib import PurePath

from domain.messaging.messages import File
from domain.text.normalize import plain

MOST_BYTES = 20 * 2**20
TOO_LARGE = "too_large"
WRONG_KIND = "kind"
LOST = "lost"
KINDS = {
    b"\xff\xd8\xff": ("image/jpeg", frozenset({".jpg", ".jpeg"})),
    b"\x89PNG\r\n\x1a\n": ("image/png", frozenset({".png"})),
    b"%PDF-": ("application/pdf", frozenset({".pdf"})),
    b"PK\x03\x04": ("application/zip", frozenset({".docx", ".xlsx"})),
}
ENDINGS = frozenset(ending for _, endings in KINDS.values() for ending in endings)
OFFICE_KINDS = {
    b"PK\x03\x04": (
        "application/zip",
        frozenset((".docm", ".dotx", ".dotm", ".xlsm", ".xltx", ".odt", ".ods")),
    ),
    b"\xd0\xcf\x11\xe0": ("application/x-ole-storage", frozenset((".doc", ".xls"))),
    b"{\\rtf": ("application/rtf", frozenset((".rtf",))),
    b"II*\0": ("image/tiff", frozenset((".tif", ".tiff"))),
    b"MM\0*": ("image/tiff", frozenset((".tif", ".tiff"))),
}
"""Further kinds that the Office may send to be brought in; they are no evidence."""
TABLE_ENDING = ".csv"
WIDE_TEXT = (b"\xff\xfe", b"\xfe\xff")
PHOTO_ENDING = {"image/jpeg": ".jpg", "image/png": ".png"}


WISH = re.compile(r"\b(muon|can|cho|xin|sao|nao|dau|duoc khong|dc k|de|hay|bang cach|kieu gi)\b")
SEND = "(?:gui|nop|dinh kem|them|tai len|up|bo sung)"
FILES = "(?:file|tep|minh chung|anh)"
SENDING = re.compile(rf"\b{SEND}\b.*\b{FILES}\b")
JUST_THAT = re.compile(f"{SEND}(?: cac| them)? {FILES}")


def asks_where_to_send(text: str) -> bool:
    """Whether somebody wishes to send a file rather than says that it was sent."""
    words = plain(text).rstrip("?!. ")
    return bool(JUST_THAT.fullmatch(words) or (SENDING.search(words) and WISH.search(words)))


class FileRefused(Exception):
    """Too large, or not of a kind that we take; the argument says which."""


def ending_of(file: File) -> str:
    """The ending of its name in small letters; a photo without a name has that of its type."""
    return PurePath(file.name).suffix.casefold() or PHOTO_ENDING.get(file.media_type, "")


def refuse_unfit(file: File) -> None:
    """Before anything is fetched: judged by what the messenger says about the file."""
    if file.size > MOST_BYTES:
        raise FileRefused(TOO_LARGE)
    if ending_of(file) not in ENDINGS:
        raise FileRefused(WRONG_KIND)


def media_type(first_bytes: bytes, ending: str) -> str:
    """What the file is by its first bytes, which must agree with its ending.

    A table as text has no mark of its own, but it is text: no zero bytes, unless it says UTF-16.
    """
    if ending == TABLE_ENDING and (b"\0" not in first_bytes or first_bytes[:2] in WIDE_TEXT):
        return "text/csv"
    for magic, (kind, endings) in (*KINDS.items(), *OFFICE_KINDS.items()):
        if first_bytes.startswith(magic) and ending in endings:
            return kind
    raise FileRefused(WRONG_KIND)
