"""Signing in on the board from the own chat, and out of it again."""

from datetime import datetime

from actions.acting import Acting
from domain.messaging.buttons import ButtonAction
from domain.messaging.messages import Chat, Choice, Refusal
from domain.messaging.outbox import Kind, NewMessage
from domain.people.board_sessions import (
    CODE_LASTS,
    LINK_LASTS,
    BoardSession,
    secret_hash,
    three_numbers,
    typed,
)
from domain.people.officials import Official
from storage.audit import log as audit
from storage.board import sessions, sign_ins
from storage.board.sessions import Origin
from storage.board.sign_ins import SignIn
from storage.engine.database import Tx
from storage.messaging import chat_links, outbox
from storage.people import officials


async def give_link(acting: Acting, chat: Chat, token: str) -> None:
    """From now on this token opens the board once, for whoever acts. Refuses without a chat."""
    link = await acting.link(chat)
    await sign_ins.add_link(
        acting.tx, secret_hash(token), acting.me.id, link.id, acting.now, LINK_LASTS
    )
    await acting.record("board.link", acting.me.subject)


async def waiting(acting: Acting, code: str) -> SignIn:
    """The screen that shows this code. Refuses a code that is wrong, used or too old."""
    found = await sign_ins.find(acting.tx, sign_ins.CODE, secret_hash(typed(code)), acting.now)
    if found is None or found.confirmed:
        raise Refusal("board.no_code")
    return found


async def confirm(acting: Acting, chat: Chat, sign_in_id: int, number: int) -> SignIn:
    """The screen shows this number: whoever acts is let in there.

    Refuses a wrong number, and then the code is void: a guess has one try.
    """
    found = await sign_ins.get(acting.tx, sign_in_id, acting.now)
    if found is None or found.confirmed:
        raise Refusal("board.no_code")
    if found.number != number:
        await sign_ins.use(acting.tx, found.id, acting.now)
        await acting.record("board.wrong_number", acting.me.subject)
        return found
    link = await acting.link(chat)
    await sign_ins.confirm(acting.tx, found.id, acting.me.id, link.id, acting.now)
    await acting.record("board.confirm", acting.me.subject)
    return found


async def ask_again(
    acting: Acting, session: BoardSession, secrets: tuple[str, str], number: int, at: datetime
) -> None:
    """Ask in the own chat whether he is still at this browser, which shows the number.

    `secrets`: nobody can guess them; `at`: by the clock of sessions.
    """
    code, chance = secrets
    shown: dict[str, str | int] = {"holder_hash": holder_of(session), "number": number}
    shown |= {"browser": session.browser, "place": ""}
    added = await sign_ins.add_code(acting.tx, secret_hash(code), at, CODE_LASTS, **shown)
    choices = tuple(
        Choice("choice.number", str(ButtonAction("bang", added, each)), {"number": each})
        for each in three_numbers(number, int.from_bytes(chance.encode()))
    )
    none = Choice("choice.not_me", str(ButtonAction("bang", added, 0)))
    message = NewMessage(
        key=f"board-again:{added}",
        kind=Kind.ANSWER,
        text_key="board.which_number_again",
        facts={"browser": session.browser},
        logical_at=acting.now,
        send_at=acting.now,
        choices=(*choices, none),
        official_id=acting.me.id,
    )
    await acting.write(message)


def holder_of(session: BoardSession) -> str:
    """Under which a browser that is signed in waits for a confirmation."""
    return f"session:{session.id}"


async def confirmed_again(tx: Tx, session: BoardSession, at: datetime) -> bool:
    """Whether its holder has confirmed by now; from then on the session is fresh for a while."""
    found = await sign_ins.of_holder(tx, holder_of(session), at)
    if found is None or found.official_id != session.official_id:
        return False
    if not await sign_ins.use(tx, found.id, at):
        return False
    await sessions.confirm(tx, session.id, at)
    return True


async def leave(acting: Acting) -> int:
    """Sign out everywhere; returns how many browsers that were."""
    ended = await sessions.end(acting.tx, acting.me.id, acting.now)
    await acting.record("board.leave", acting.me.subject, sessions=ended)
    return ended


async def open_session(
    tx: Tx, found: SignIn, token: str, browser: str, now: datetime
) -> Official | None:
    """Use up a confirmed sign-in: the token is a session from now on, and its holder hears of it.

    None if it was not confirmed, or somebody was quicker.
    """
    if found.official_id is None or found.link_id is None:
        return None
    if not await sign_ins.use(tx, found.id, now):
        return None
    person = await officials.get(tx, found.official_id)
    origin = Origin(found.link_id, browser)
    number = await sessions.add(tx, secret_hash(token), person.id, origin, now)
    await audit.add(
        tx, at=now, actor=person.subject, action="board.enter", subject=f"session:{number}"
    )
    await outbox.add(tx, _told(person, number, browser, now), now)
    return person


async def open_by_account(
    tx: Tx, person: Official, token: str, browser: str, now: datetime
) -> None:
    """The token is a session from now on; its holder hears of it where there is a chat."""
    number = await sessions.add(tx, secret_hash(token), person.id, Origin(None, browser), now)
    what = {"actor": person.subject, "action": "board.enter", "subject": f"session:{number}"}
    await audit.add(tx, at=now, **what, via="account")
    if await chat_links.of(tx, person.id):
        await outbox.add(tx, _told(person, number, browser, now), now)


def _told(person: Official, number: int, browser: str, now: datetime) -> NewMessage:
    return NewMessage(
        key=f"board-entered:{number}",
        kind=Kind.ANSWER,
        text_key="board.entered",
        facts={"browser": browser, "at": now.isoformat()},
        logical_at=now,
        send_at=now,
        official_id=person.id,
    )
