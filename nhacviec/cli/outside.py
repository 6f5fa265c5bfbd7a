"""What the administrator opens to other programs: tokens by which they read."""

from datetime import timedelta
from typing import Annotated, Any

import typer

from domain.messaging.messages import Refusal
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
from nhacviec.cli.support import reads, say, writes
from nhacviec.runtime import clock
from storage.audit import log as audit
from storage.engine.database import Tx
from storage.outside import api_tokens
from storage.people import units

tokens = typer.Typer(no_args_is_help=True)


async def _unit(tx: Tx, code: str) -> Unit:
    found = (await units.tree(tx)).coded(code)
    if found is None:
        raise Refusal("summary.unknown_unit", {"code": code})
    return found


async def _record(tx: Tx, action: str, subject: str, **facts: Any) -> None:
    by = {"actor": "command", "action": action, "subject": subject}
    await audit.add(tx, at=clock.now(), **by, **facts)


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
    now, words = clock.now(), one_line(purpose)
    if not 0 < len(words) <= LONGEST_PURPOSE:
        raise Refusal("cli.token_purpose", {"most": LONGEST_PURPOSE})
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
