"""The e-mail channel: the last way to somebody, with a link to the personal page to answer on."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import make_msgid

import aiosmtplib

from bot.channels.protocol import Hear, Pace, SendFailed
from bot.rendering.markup import plain
from bot.rendering.rendered import Rendered

NAME = "email"
LONGEST_SUBJECT = 120
NOT_SENT = (aiosmtplib.SMTPConnectError, aiosmtplib.SMTPConnectTimeoutError)
FIRST_PERMANENT = 500
GONE = (550, 551, 553)


@dataclass(frozen=True, slots=True)
class MailOptions:
    """The server that takes our mail. `tls`: starttls, tls (from the first byte) or none."""

    host: str
    sender: str
    port: int = 587
    user: str = ""
    password: str = ""
    tls: str = "starttls"
    timeout: float = 30.0


class EmailChannel:
    """Sends only; answers come by the page that each message links to."""

    name = NAME
    pace = Pace(2, 1.0)
    needs_page = True

    def __init__(self, options: MailOptions, alarm: Callable[[str], None]) -> None:
        self._options = options
        self._alarm = alarm
        self._refused = False

    async def listen(self, hear: Hear) -> None:
        """Nobody is heard by e-mail."""
        await asyncio.Event().wait()

    async def close(self) -> None:
        """Every message has a connection of its own."""

    async def send(self, address: str, message: Rendered) -> str:
        mail = self._mail(address, message)
        failed = None
        try:
            await self._hand_over(mail)
        except (aiosmtplib.SMTPException, OSError, TimeoutError) as error:
            failed = failure(error)
        self._tell_once(failed)
        if failed is not None:  # raised out here: the error of the line may quote the address
            raise failed
        return str(mail["Message-ID"])

    def _tell_once(self, failed: SendFailed | None) -> None:
        """A refused login raises one alarm, until the server takes our mail again."""
        stopped = failed is not None and failed.stopped
        if failed is not None and stopped and not self._refused:
            self._alarm(failed.reason)
        self._refused = stopped

    def _mail(self, address: str, message: Rendered) -> EmailMessage:
        text = plain(message.html)[0]
        mail = EmailMessage()
        mail["From"], mail["To"] = self._options.sender, address
        mail["Subject"] = " ".join(text.split("\n", 1)[0].split())[:LONGEST_SUBJECT]
        domain = self._options.sender.rpartition("@")[2].strip(">") or None
        mail["Message-ID"] = make_msgid(f"letter-{message.reference}", domain)
        mail["Auto-Submitted"] = "auto-generated"
        mail.set_content(text)
        return mail

    async def _hand_over(self, mail: EmailMessage) -> None:
        options = self._options
        await aiosmtplib.send(
            mail,
            hostname=options.host,
            port=options.port,
            username=options.user or None,
            password=options.password or None,
            use_tls=options.tls == "tls",
            start_tls=options.tls == "starttls",
            timeout=options.timeout,
        )


def failure(error: Exception) -> SendFailed:
    """What became of a message that was not clearly taken."""
    if isinstance(error, aiosmtplib.SMTPRecipientsRefused):
        code = error.recipients[0].code if error.recipients else 0
        return _refusal(code)
    if isinstance(error, aiosmtplib.SMTPAuthenticationError):
        return SendFailed("email.login", stopped=True)
    if isinstance(error, aiosmtplib.SMTPResponseException):
        return _refusal(error.code)
    if isinstance(error, NOT_SENT):
        return SendFailed("email.not_sent")
    return SendFailed("email.uncertain", uncertain=True)


def _refusal(code: int) -> SendFailed:
    """4xx is a wish to be asked again later; 5xx is final."""
    if code < FIRST_PERMANENT:
        return SendFailed("email.later")
    return SendFailed("email.refused", permanent=code in GONE, refused=code not in GONE)
