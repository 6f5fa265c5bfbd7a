"""What a messenger says, made into what any database takes: one bad value would block the rest."""

LARGEST = 2**31


def text(given: object) -> str:
    """Without half characters and zeros; nothing where it is no text."""
    said = given if isinstance(given, str) else ""
    return said.encode("utf-8", "ignore").decode().replace("\0", "")


def number(given: object) -> int:
    """Nothing below zero and nothing that no column holds; 0 where it is no number."""
    return given if isinstance(given, int) and 0 <= given < LARGEST else 0
