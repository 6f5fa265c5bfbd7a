"""The e-mail channel: the last way to somebody, with a link to the personal page to answer on."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import make_msgid
from typing import Any

import aiosmtplib
from aiosmtplib.response import SMTPResponse

from bot.channels.email.failures import POLICY, UNCLEAR, Stage, failure
from bot.channels.protocol import Hear, Pace, SendFailed
from bot.rendering.markup import plain
from bot.rendering.rendered import Rendered

NAME = "email"
LONGEST_SUBJECT = 120
GOODBYE_S = 2.0  # what was taken is taken, whether or not the server says goodbye
SURE = 3  # so often somebody is refused without a code, while others are taken, before he is gone
SAME_VERDICT = 2  # so many people in a row whose mail is judged unfit: it is not about them


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
        self._alarmed = ""
        self._unfit: set[str] = set()
        self._unclear: dict[str, tuple[int, int]] = {}
        self._taken = 0

    async def listen(self, hear: Hear) -> None:
        """Nobody is heard by e-mail."""
        await asyncio.Event().wait()

    async def close(self) -> None:
        """Every message has a connection of its own."""

    async def send(self, address: str, message: Rendered) -> str:
        line = _Line(self._options)
        failed = None
        try:
            mail = self._mail(address, message)
            await line.hand_over(mail)
        except (aiosmtplib.SMTPException, OSError, TimeoutError, ValueError) as error:
            failed = failure(error, line.stage)
        self._weigh(address, failed)
        if failed is not None:  # raised out here: the error of the line may quote the address
            raise failed
        return str(mail["Message-ID"])

    def _weigh(self, address: str, failed: SendFailed | None) -> None:
        """What a server says to several people in a row is about us; one alarm until it is over."""
        if failed is None:
            self._unfit.clear()
            self._alarmed = ""
            self._taken += 1
            return
        if failed.chat_wait:
            self._unfit.add(address)
            failed.stopped = len(self._unfit) >= SAME_VERDICT
        if failed.reason == UNCLEAR:
            self._clear_up(address, failed)
        if (failed.stopped or failed.reason == POLICY) and self._alarmed != failed.reason:
            self._alarmed = failed.reason
            self._alarm(failed.reason)

    def _clear_up(self, address: str, failed: SendFailed) -> None:
        """Refused again and again while others are taken: it is this mailbox, after all."""
        tries, taken = self._unclear.get(address, (0, self._taken))
        self._unclear[address] = (tries + 1, taken)
        if failed.stopped:
            failed.reason = POLICY
        elif tries + 1 >= SURE and self._taken > taken:
            self._unclear.pop(address)
            failed.permanent, failed.chat_wait = True, None

    def _mail(self, address: str, message: Rendered) -> EmailMessage:
        text = plain(message.html)[0]
        mail = EmailMessage()
        mail["From"], mail["To"] = on_the_wire(self._options.sender), on_the_wire(address)
        mail["Subject"] = " ".join(text.split("\n", 1)[0].split())[:LONGEST_SUBJECT]
        domain = on_the_wire(self._options.sender).rpartition("@")[2].strip(">") or None
        mail["Message-ID"] = make_msgid(f"letter-{message.reference}", domain)
        mail["Auto-Submitted"] = "auto-generated"
        mail.set_content(text)
        return mail


class _Line(aiosmtplib.SMTP):
    """One conversation with the server, which knows how far it has come."""

    def __init__(self, options: MailOptions) -> None:
        super().__init__(
            hostname=options.host,
            port=options.port,
            username=options.user or None,
            password=options.password or None,
            use_tls=options.tls == "tls",
            start_tls=options.tls == "starttls",
            timeout=options.timeout,
        )
        self.stage = Stage.OPENING

    async def hand_over(self, mail: EmailMessage) -> None:
        try:
            await self.connect()
            self.stage = Stage.ENVELOPE
            await self.send_message(mail)
            with suppress(aiosmtplib.SMTPException, OSError):
                await self.quit(timeout=GOODBYE_S)
        finally:
            self.close()

    async def data(self, message: str | bytes, /, **more: Any) -> SMTPResponse:
        self.stage = Stage.CONTENT
        return await super().data(message, **more)


def on_the_wire(address: str) -> str:
    """Domains with letters beyond ASCII travel in their encoded form; may have a name before it.

    Raises UnicodeError, a ValueError, where there is no such form.
    """
    before, _, domain = address.rpartition("@")
    name, closing = domain.removesuffix(">"), ">" if domain.endswith(">") else ""
    return f"{before}@{name.encode('idna').decode()}{closing}" if before else address
