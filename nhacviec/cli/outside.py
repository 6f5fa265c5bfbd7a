"""What the administrator opens to and at others: reading tokens, webhooks, the Zalo account."""

from datetime import timedelta
from typing import Annotated, Any
from urllib.parse import parse_qs, urlsplit

import typer

from bot.channels.protocol import SendFailed
from bot.channels.zalo_oa.client import OaWire, challenge_of
from domain.messaging.messages import Refusal
from domain.messaging.webhooks import (
    SECRET_PREFIX,
    Delivery,
    Event,
    NotDelivered,
    Webhook,
    events_of,
    refuse_unfit,
)
from domain.messaging.webhooks import listed as list_of_events
from domain.people.api_tokens import (
    LONGEST_PURPOSE,
    MOST_DAYS,
    PREFIX,
    ApiToken,
    kinds_of,
    listed,
    secret_hash,
)
from domain.people.units import Unit
from domain.text.cleaning import one_line
from nhacviec.cli.support import emit, known_settings, reads, say, with_database, writes
from nhacviec.config.settings import Settings
from nhacviec.runtime import clock
from nhacviec.runtime.channels import oa_options
from nhacviec.runtime.webhooks import post
from scheduler.webhooks import body_of
from storage.audit import log as audit
from storage.engine.database import Database, Tx
from storage.outside import api_tokens, oa_tokens, webhooks
from storage.outside.oa_tokens import KeptPair
from storage.people import units

tokens = typer.Typer(no_args_is_help=True)
hooks = typer.Typer(no_args_is_help=True)
account = typer.Typer(no_args_is_help=True)


async def _unit(tx: Tx, code: str) -> Unit:
    found = (await units.tree(tx)).coded(code)
    if found is None:
        raise Refusal("summary.unknown_unit", {"code": code})
    return found


async def _record(tx: Tx, action: str, subject: str, **facts: Any) -> None:
    by = {"actor": "command", "action": action, "subject": subject}
    await audit.add(tx, at=clock.now(), **by, **facts)


def _purpose(said: str) -> str:
    words = one_line(said)
    if not 0 < len(words) <= LONGEST_PURPOSE:
        raise Refusal("cli.token_purpose", {"most": LONGEST_PURPOSE})
    return words


@tokens.command()
@writes
async def issue(
    tx: Tx,
    purpose: str,
    unit: Annotated[str, typer.Option()],
    kinds: Annotated[str, typer.Option()],
    days: Annotated[int, typer.Option(min=1, max=MOST_DAYS)] = 90,
) -> list[str]:
    """Cấp mã truy cập để một phần mềm khác đọc dữ liệu; mã chỉ hiện một lần."""
    now, words = clock.now(), _purpose(purpose)
    here, until = await _unit(tx, unit), now + timedelta(days=days)
    secret = PREFIX + clock.new_token() + clock.new_token()
    token = ApiToken(0, words, here.id, kinds_of(kinds), now, until)
    number = await api_tokens.add(tx, secret_hash(secret), token)
    facts = {"unit": here.code, "kinds": listed(token.kinds), "until": until.isoformat()}
    await _record(tx, "api_token.issue", f"api-token:{number}", **facts)
    return [say("cli.token_issued", number=number, until=until), secret]


@tokens.command("list")
@reads
async def list_tokens(tx: Tx) -> list[str]:
    """Liệt kê các mã truy cập: mục đích, đơn vị, phạm vi, hạn dùng, lần dùng gần nhất."""
    tree, now = await units.tree(tx), clock.now()
    return [
        say(
            "cli.token",
            number=each.id,
            purpose=each.purpose,
            unit=tree.by_id[each.unit_id].code if each.unit_id in tree.by_id else "–",
            kinds=listed(each.kinds),
            until=each.expires_at,
            used=each.used_at,
            state="revoked" if each.revoked_at else "lives" if each.lives(now) else "over",
        )
        for each in await api_tokens.all_of_them(tx)
    ] or [say("cli.token_none")]


@tokens.command()
@writes
async def revoke(tx: Tx, number: int) -> str:
    """Thu hồi một mã truy cập, theo số trong danh sách."""
    if not await api_tokens.revoke(tx, number, clock.now()):
        raise Refusal("cli.token_unknown", {"number": number})
    await _record(tx, "api_token.revoke", f"api-token:{number}")
    return say("cli.token_revoked", number=number)


@hooks.command("add")
@writes
async def add_hook(
    tx: Tx,
    purpose: str,
    url: str,
    unit: Annotated[str, typer.Option()],
    events: Annotated[str, typer.Option()] = "",
    private: Annotated[bool, typer.Option("--private")] = False,
) -> list[str]:
    """Báo sự kiện cho một hệ thống khác; khóa ký chỉ hiện một lần."""
    words, wanted = _purpose(purpose), events_of(events)
    refuse_unfit(url, private=private)
    here, secret = await _unit(tx, unit), SECRET_PREFIX + clock.new_signing_key()
    hook = Webhook(0, words, url, secret, here.id, wanted, private, 0)
    number = await webhooks.add(tx, hook, clock.now())
    facts = {"unit": here.code, "events": list_of_events(wanted), "private": private}
    await _record(tx, "webhook.add", f"webhook:{number}", **facts)
    return [say("cli.webhook_added", number=number), secret]


@hooks.command("list")
@reads
async def list_hooks(tx: Tx) -> list[str]:
    """Liệt kê các nơi nhận sự kiện, số sự kiện đang chờ và không gửi được."""
    tree = await units.tree(tx)
    return [
        say(
            "cli.webhook",
            number=each.id,
            purpose=each.purpose,
            host=urlsplit(each.url).hostname or "",
            unit=tree.by_id[each.unit_id].code if each.unit_id in tree.by_id else "–",
            events=list_of_events(each.events),
            waiting=await webhooks.count(tx, each.id, webhooks.WAITING),
            dead=await webhooks.count(tx, each.id, webhooks.DEAD),
        )
        for each in await webhooks.living(tx)
    ] or [say("cli.webhook_none")]


@hooks.command("test")
@reads
async def test_hook(tx: Tx, number: int) -> str:
    """Gửi thử một sự kiện, xem hệ thống kia có nhận không."""
    hook, now = await _hook(tx, number), clock.now()
    name = f"evt_test_{clock.new_token()}"
    body = body_of(Event.TEST, now, {})
    try:
        await post(hook, Delivery(0, hook.id, name, Event.TEST, body, 0, now), now)
    except NotDelivered as failed:
        raise Refusal("cli.webhook_failed", {"number": number, "why": failed.reason}) from None
    return say("cli.webhook_works", number=number)


async def _hook(tx: Tx, number: int) -> Webhook:
    found = [each for each in await webhooks.living(tx) if each.id == number]
    if not found:
        raise Refusal("cli.webhook_unknown", {"number": number})
    return found[0]


@hooks.command("remove")
@writes
async def remove_hook(tx: Tx, number: int) -> str:
    """Thôi báo sự kiện cho một nơi, theo số trong danh sách."""
    if not await webhooks.end(tx, number, clock.now()):
        raise Refusal("cli.webhook_unknown", {"number": number})
    await _record(tx, "webhook.remove", f"webhook:{number}")
    return say("cli.webhook_removed", number=number)


@hooks.command("dead")
@reads
async def list_dead(tx: Tx) -> list[str]:
    """Liệt kê các sự kiện đã thôi gửi vì nhiều lần không gửi được."""
    return [
        say(
            "cli.webhook_dead",
            number=each.id,
            webhook=each.webhook_id,
            event=each.event.value,
            at=each.happened_at,
            why=each.reason,
        )
        for each in await webhooks.dead(tx)
    ] or [say("cli.webhook_no_dead")]


@hooks.command("retry")
@writes
async def retry_dead(tx: Tx, number: int) -> str:
    """Gửi lại một sự kiện trong danh sách dead."""
    if not await webhooks.retry(tx, number, clock.now()):
        raise Refusal("cli.webhook_not_dead", {"number": number})
    return say("cli.webhook_again", number=number)


@account.callback()
def about_account() -> None:
    """Zalo Official Account: cấp quyền gửi tin."""


@account.command()
def authorise() -> None:
    """Cấp quyền gửi tin qua Official Account: lần đầu, hoặc khi Zalo không gia hạn nữa."""
    known = known_settings()
    if not known.zalo_oa_app_id:
        raise Refusal("cli.oa_off")
    verifier, state = f"{clock.new_token()}{clock.new_token()}"[:43], clock.new_token()
    with_database(lambda db, known: _authorise(db, known, verifier, state))
    emit(say("cli.oa_done"))


async def _authorise(db: Database, known: Settings, verifier: str, state: str) -> None:
    wire, now = OaWire(oa_options(known)), clock.now()
    try:
        emit(
            say(
                "cli.oa_open",
                url=wire.permission_url(known.public_url, challenge_of(verifier), state),
            )
        )
        given = parse_qs(urlsplit(typer.prompt(say("cli.oa_paste")).strip()).query)
        if given.get("state") != [state] or len(given.get("code", ())) != 1:
            raise Refusal("cli.oa_no_code")
        pair = await wire.first(given["code"][0], verifier)
    except SendFailed as failed:
        raise Refusal("cli.oa_failed", {"why": failed.reason}) from None
    finally:
        await wire.close()
    kept = KeptPair(pair.access, pair.refresh, now + pair.lasts, now)
    async with db.begin() as tx:
        await oa_tokens.authorise(tx, known.zalo_oa_app_id, kept)
        await _record(tx, "zalo_oa.authorise", f"app:{known.zalo_oa_app_id}")
