"""Whose fault it is that a mail was not taken: the mailbox's, the message's, or the server's."""

import re
import ssl
from datetime import timedelta
from enum import IntEnum

import aiosmtplib

from bot.channels.protocol import SendFailed


class Stage(IntEnum):
    """How far the conversation with the server had come."""

    OPENING = 0
    """Greeting, TLS and login: nothing was said of anybody."""
    ENVELOPE = 1
    """Sender and recipient were named; no word of the message has left."""
    CONTENT = 2
    """The message was offered: it may have been taken."""


FIRST_PERMANENT = 500
TOO_BIG = 552
POLICY, UNCLEAR = "email.policy", "email.unclear"
"""The server's opinion of us; and what may be that, or about this mailbox alone.

OpenSMTPD says the same plain "550 Invalid recipient" of a mailbox that is not there and of mail
that it would have to pass on.
"""
WAIT_FOR_VERDICT = timedelta(hours=1)  # until a message that was judged unfit is offered again
ENHANCED = re.compile(r"\s*\d?\d?\d?[ -]?([245])\.(\d{1,3})\.(\d{1,3})\b")
MAILBOX_GONE = frozenset(
    ("1.0", "1.1", "1.2", "1.3", "1.4", "1.5", "1.6", "1.9", "1.10", "2.0", "2.1")
)
"""RFC 3463 and RFC 7505: no such mailbox, or none that takes mail; 1.7 and 1.8 blame the sender."""
MAILBOX_FULL = frozenset(("2.2",))
MESSAGE_UNFIT = frozenset(
    ("2.3", "3.4", "6.0", "6.1", "6.2", "6.3", "6.4", "6.5", "6.6", "6.7", "6.8", "6.9")
)
SPEAKS_OF_MAILBOX = re.compile(
    r"user|mailbox|recipient|no such|unknown|not exist|not found|invalid address", re.IGNORECASE
)
SPEAKS_OF_US = re.compile(
    r"relay|polic|spam|block|black|reputation|denied|sender|authent|log ?in|tls|quota|full"
    r"|rate|limit|not allowed|not permitted|prohibit|reject",
    re.IGNORECASE,
)


def failure(error: Exception, stage: Stage) -> SendFailed:
    """What became of a message, by how far it had come; `error` is of the line or the server."""
    if isinstance(error, ValueError) and not _of_tls(error):
        return SendFailed("email.refused", permanent=True)  # no address at all
    if stage is Stage.OPENING:
        return _not_opened(error)
    if isinstance(error, aiosmtplib.SMTPRecipientsRefused) and error.recipients:
        return _recipient(error.recipients[0].code, error.recipients[0].message)
    if isinstance(error, aiosmtplib.SMTPSenderRefused):
        return _sender(error.code, error.message)
    if isinstance(error, aiosmtplib.SMTPResponseException):
        return _content(error.code, error.message)
    if isinstance(error, aiosmtplib.SMTPNotSupported):
        return SendFailed("email.refused", refused=True)  # an address that this server cannot say
    if stage is Stage.ENVELOPE:
        return SendFailed("email.not_sent")
    return SendFailed("email.uncertain", uncertain=True)


def _not_opened(error: Exception) -> SendFailed:
    """Nothing was sent, and the next message would fare no better."""
    if isinstance(error, aiosmtplib.SMTPResponseException):
        if error.code < FIRST_PERMANENT:
            return SendFailed("email.later")
        login = isinstance(error, aiosmtplib.SMTPAuthenticationError)
        return SendFailed("email.login" if login else "email.server", stopped=True)
    if _of_tls(error):
        return SendFailed("email.tls", stopped=True)
    if isinstance(error, OSError | TimeoutError):  # the errors of lost connections among them
        return SendFailed("email.not_sent")
    return SendFailed("email.server", stopped=True)


def _of_tls(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, ssl.SSLError):
            return True
        error = error.__cause__ or error.__context__
    return False


def _sender(code: int, said: str) -> SendFailed:
    if code < FIRST_PERMANENT:
        return SendFailed("email.later")
    if code == TOO_BIG or _detail(said) in MESSAGE_UNFIT:
        return SendFailed("email.refused", refused=True)
    return SendFailed("email.sender", stopped=True)


def _recipient(code: int, said: str) -> SendFailed:
    """The only refusal that may end somebody's address."""
    detail = _detail(said)
    if code < FIRST_PERMANENT or detail in MAILBOX_FULL:
        return SendFailed("email.later")
    if detail in MAILBOX_GONE:
        return SendFailed("email.refused", permanent=True)
    if not detail and _names_mailbox(said):
        return SendFailed(UNCLEAR, chat_wait=WAIT_FOR_VERDICT)
    return _verdict()


def _content(code: int, said: str) -> SendFailed:
    detail = _detail(said)
    if code < FIRST_PERMANENT or detail in MAILBOX_FULL:
        return SendFailed("email.later")
    if detail in MESSAGE_UNFIT or detail in MAILBOX_GONE or (code == TOO_BIG and not detail):
        return SendFailed("email.refused", refused=True)
    return _verdict()


def _verdict() -> SendFailed:
    """Policy, spam, relaying: the server's opinion of us, which may change."""
    return SendFailed(POLICY, chat_wait=WAIT_FOR_VERDICT)


def _detail(said: str) -> str:
    """Subject and detail of the enhanced status code, such as 1.1 of 5.1.1; empty without one."""
    found = ENHANCED.match(said)
    return f"{found[2]}.{found[3]}" if found else ""


def _names_mailbox(said: str) -> bool:
    return bool(SPEAKS_OF_MAILBOX.search(said)) and not SPEAKS_OF_US.search(said)
