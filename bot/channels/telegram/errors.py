"""What Telegram's refusals and broken lines mean for a message: sent, not sent, or unknown."""

from datetime import timedelta

from bot.channels.protocol import SendFailed

NOT_MODIFIED = "telegram.not_modified"
NO_SUCH_MESSAGE = "telegram.no_such_message"
UNREADABLE_MARKUP = "telegram.markup"
FILE_TOO_BIG = "telegram.file_too_big"
FILE_LATER = "telegram.file_later"
BAD_REQUEST = "telegram.bad_request"
CHAT_NOT_FOUND = "telegram.chat_not_found"
REFUSALS = (
    ("not modified", NOT_MODIFIED),
    ("message to edit not found", NO_SUCH_MESSAGE),
    ("message can't be edited", NO_SUCH_MESSAGE),
    ("message_id_invalid", NO_SUCH_MESSAGE),
    ("chat not found", CHAT_NOT_FOUND),
    ("can't parse entities", UNREADABLE_MARKUP),
    ("query is too old", "telegram.query_too_old"),
    ("file is too big", FILE_TOO_BIG),
    ("temporarily unavailable", FILE_LATER),
)
"""What Telegram says with 400, and what we call it; anything else is BAD_REQUEST."""
PAUSE = timedelta(seconds=30)  # when a pause is asked for without saying how long


class NotSent(Exception):
    """The line failed before a byte of the request was written."""


class LineBroke(Exception):
    """The line failed afterwards: the request may have arrived."""


def flood(asked: int | timedelta = PAUSE) -> SendFailed:
    """A pause of the whole bot; `asked` in seconds if it is a number."""
    pause = asked if isinstance(asked, timedelta) else timedelta(seconds=asked)
    return SendFailed("telegram.flood", retry_after=pause)


def refusal(said: str) -> SendFailed:
    """Refused for good: the same call would be refused again."""
    named = (reason for phrase, reason in REFUSALS if phrase in said.lower())
    reason = next(named, BAD_REQUEST)
    if reason == FILE_LATER:
        return SendFailed(reason)
    gone = reason == CHAT_NOT_FOUND
    return SendFailed(reason, permanent=gone, refused=not gone)


def broken_line(said: str, cause: BaseException | None) -> SendFailed:
    """No clear answer: certainly not sent only if the request cannot have left."""
    if isinstance(cause, NotSent):
        return SendFailed("telegram.not_sent")
    if said.lower().startswith("too many requests"):
        return flood()
    if said.lower().startswith("request entity too large"):
        return SendFailed(FILE_TOO_BIG, refused=True)
    return SendFailed("telegram.uncertain", uncertain=True)
