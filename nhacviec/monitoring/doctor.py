"""Looks the installation over and says in plain words what is well and what is not."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime

from bot.files.virus_scan import clamd
from domain.calendar.work_calendar import local_day
from domain.people.api_tokens import EXPIRES_SOON
from domain.people.units import Tree
from domain.reporting.readiness import Readiness
from nhacviec.config.policy_file import policy
from nhacviec.config.settings import Settings
from nhacviec.monitoring import disk_space, scanner_probe
from nhacviec.runtime.channels import accounts
from nhacviec.runtime.clock import now as real_now
from storage.engine.database import Database, Tx
from storage.messaging import quota_usage
from storage.office import readiness
from storage.outside import api_tokens, oa_tokens, webhooks
from storage.people import department_names, officials, open_items, unit_groups, units, web_push
from storage.plans import calendar, plans
from web.pages.sign_in.provider import NotBelieved

MOST_NAMED = 10


@dataclass(frozen=True, slots=True)
class DoctorFinding:
    """`key` names the sentence; `level`: "ok", "warning", or "error" where nobody is reminded."""

    level: str
    key: str
    facts: dict[str, object]


async def examine(db: Database, settings: Settings, now: datetime) -> list[DoctorFinding]:
    """Every check, worst last to be seen first on a small screen."""
    async with db.read() as tx:
        findings = [DoctorFinding("ok", "doctor.database", {"url": db.url.render_as_string()})]
        findings += [finding async for finding in _calendar(tx, now)]
        findings.append(await _plan(tx))
        if (await officials.roster(tx)).officials:
            findings += await _people(tx)
            findings += [finding async for finding in _named(tx)]
            findings += _readiness(await readiness.board(tx, now))
        else:
            findings.append(DoctorFinding("error", "doctor.no_roster", {}))
        findings += _channels(settings)
        findings += _bots(settings, await units.tree(tx))
        findings += await _account(tx, settings, now)
        findings += await _groups(tx, settings)
        if settings.web_push == "on":
            count = await web_push.count(tx)
            findings.append(DoctorFinding("ok", "doctor.web_push", {"count": count}))
        findings += [finding async for finding in _budgets(tx, settings, now)]
        findings += await _api_tokens(tx, settings, now)
        findings += await _webhooks(tx)
    return [*findings, *await _accounts(settings), *await _scanner(settings), _disk(settings)]


async def _scanner(settings: Settings) -> list[DoctorFinding]:
    if not settings.clamd:
        return []
    key = await scanner_probe.probe(clamd(settings.clamd))
    level = {"doctor.clamd": "ok", "doctor.clamd_passes": "warning"}.get(key, "error")
    return [DoctorFinding(level, key, {"address": settings.clamd})]


async def _budgets(tx: Tx, settings: Settings, now: datetime) -> AsyncIterator[DoctorFinding]:
    """What each Zalo bot can still bear."""
    ladder = policy(settings.policy_file)
    for name, quota in settings.quotas.items():
        budget = await quota_usage.forecast(tx, name, quota, ladder, now)
        facts: dict[str, object] = {"bot": name, **budget.facts}
        if budget.people_too_many:
            yield DoctorFinding("error", "doctor.zalo_too_many", facts)
        elif budget.nearly_spent:
            yield DoctorFinding("warning", "doctor.zalo_near", facts)
        else:
            yield DoctorFinding("ok", "doctor.zalo_budget", facts)


async def _api_tokens(tx: Tx, settings: Settings, now: datetime) -> list[DoctorFinding]:
    """What other programs may read by: how many, which end soon, whether they travel in secret."""
    living = [each for each in await api_tokens.all_of_them(tx) if each.lives(now)]
    if not living:
        return []
    soon = [str(each.id) for each in living if each.expires_at - now < EXPIRES_SOON]
    facts: dict[str, object] = {"count": len(living)}
    findings = [DoctorFinding("ok", "doctor.api_tokens", facts)]
    findings += [_listed("doctor.api_expiring", "", soon)] if soon else []
    if settings.public_url.startswith("http:") and not settings.is_local:
        findings.append(DoctorFinding("warning", "doctor.api_plain", {"url": settings.public_url}))
    return findings


async def _webhooks(tx: Tx) -> list[DoctorFinding]:
    """Who is told of events, and what could not be told."""
    hooks = await webhooks.living(tx)
    if not hooks:
        return []
    waiting = sum([await webhooks.count(tx, each.id, webhooks.WAITING) for each in hooks])
    facts: dict[str, object] = {"count": len(hooks), "waiting": waiting}
    dead = await webhooks.dead(tx)
    given_up = [DoctorFinding("warning", "doctor.webhooks_dead", {"count": len(dead)})]
    return [DoctorFinding("ok", "doctor.webhooks", facts), *(given_up if dead else [])]


async def _calendar(tx: Tx, now: datetime) -> AsyncIterator[DoctorFinding]:
    known = await calendar.days(tx)
    year = local_day(now).year
    for wanted in (year, year + 1):
        days = [each for each in known if each.day.year == wanted]
        if not days:
            yield DoctorFinding("warning", "doctor.calendar_missing", {"year": wanted})
        elif any(each.status == "estimate" for each in days):
            yield DoctorFinding("warning", "doctor.calendar_estimated", {"year": wanted})
        else:
            yield DoctorFinding("ok", "doctor.calendar", {"year": wanted, "days": len(days)})


async def _named(tx: Tx) -> AsyncIterator[DoctorFinding]:
    """Each department has a name to stand in messages and documents."""
    for root in (await units.tree(tx)).by_id.values():
        if root.parent_id is None:
            name = (await department_names.of_root(tx, root)).name
            key = "doctor.named" if name else "doctor.unnamed"
            facts: dict[str, object] = {"code": root.code, "name": name}
            yield DoctorFinding("ok" if name else "warning", key, facts)


async def _plan(tx: Tx) -> DoctorFinding:
    """Without a task there is nothing to remind anybody of."""
    tasks = [task for root in await plans.roots(tx) for task in await plans.tasks(tx, root)]
    key = "doctor.plan" if tasks else "doctor.no_plan"
    return DoctorFinding("ok" if tasks else "error", key, {"tasks": len(tasks)})


async def _people(tx: Tx) -> list[DoctorFinding]:
    roster = await officials.roster(tx)
    in_charge = "ok" if roster.deputy_in_charge() else "warning"
    waiting = await open_items.all_open(tx)
    return [
        DoctorFinding(in_charge, "doctor.in_charge", {"code": roster.in_charge_code}),
        DoctorFinding("warning" if waiting else "ok", "doctor.open_items", {"count": len(waiting)}),
    ]


def _readiness(board: Readiness) -> list[DoctorFinding]:
    """The lines of the Office's readiness board."""
    gaps = board.units
    cut_off = [person.code for each in gaps for person in each.suspended]
    tasks = [f"{task.task_code} ({each.unit.code})" for each in gaps for task in each.ownerless]
    return [
        _listed("doctor.headless", "doctor.headed", [g.unit.code for g in gaps if g.headless]),
        _listed("doctor.focalless", "doctor.focal", [g.unit.code for g in gaps if g.focalless]),
        _listed("doctor.unlinked", "doctor.linked", [p.code for g in gaps for p in g.unlinked]),
        _listed("doctor.suspended", "doctor.answering", cut_off),
        _listed("doctor.ownerless", "doctor.owned", tasks),
    ]


def _listed(bad: str, good: str, codes: list[str]) -> DoctorFinding:
    if not codes:
        return DoctorFinding("ok", good, {})
    more = max(len(codes) - MOST_NAMED, 0)
    named = ", ".join(codes[:MOST_NAMED])
    return DoctorFinding("warning", bad, {"count": len(codes), "codes": named, "more": more})


def _channels(settings: Settings) -> list[DoctorFinding]:
    findings = [DoctorFinding("ok", "doctor.channel", {"channel": "web"})]
    for name in ("telegram", "zalo"):
        on = bool(getattr(settings, f"{name}_token").get_secret_value())
        key = "doctor.channel" if on else "doctor.channel_off"
        findings.append(DoctorFinding("ok", key, {"channel": name}))
    if not settings.secret_key.get_secret_value():
        findings.append(DoctorFinding("warning", "doctor.secret_key", {}))
    return findings


def _bots(settings: Settings, tree: Tree) -> list[DoctorFinding]:
    """Each bot of one department; one whose department is not there lets nobody in."""
    roots = {unit.code for unit in tree.by_id.values() if unit.parent_id is None}
    return [
        DoctorFinding("ok", "doctor.channel", {"channel": channel})
        if home.unit in roots
        else DoctorFinding("error", "doctor.bot_homeless", {"channel": channel, "unit": home.unit})
        for channel, home in settings.homes.items()
    ]


async def _account(tx: Tx, settings: Settings, now: datetime) -> list[DoctorFinding]:
    """Whether the service may speak for the Zalo Official Account, and goes on to."""
    if not settings.zalo_oa_app_id:
        return []
    kept = await oa_tokens.find(tx, settings.zalo_oa_app_id)
    if kept is None:
        return [DoctorFinding("error", "doctor.zalo_oa_none", {})]
    facts: dict[str, object] = {"until": kept.expires_at.isoformat()}
    if kept.refused:
        return [DoctorFinding("error", "doctor.zalo_oa_refused", facts)]
    if not kept.lasts(now):
        return [DoctorFinding("error", "doctor.zalo_oa_over", facts)]
    return [DoctorFinding("ok", "doctor.zalo_oa", facts)]


async def _groups(tx: Tx, settings: Settings) -> list[DoctorFinding]:
    """The linked groups of units; those that are left because it was switched off."""
    count = await unit_groups.count(tx)
    if settings.unit_groups == "on":
        return [DoctorFinding("ok", "doctor.groups", {"count": count})]
    return [DoctorFinding("warning", "doctor.groups_off", {"count": count})] if count else []


async def _accounts(settings: Settings) -> list[DoctorFinding]:
    """Whether the provider of the office's accounts says of itself what it must."""
    provider = accounts(settings, real_now)
    if provider is None:
        return []
    facts: dict[str, object] = {"issuer": settings.oidc_issuer}
    try:
        await provider.metadata()
    except NotBelieved as why:
        return [DoctorFinding("error", "doctor.accounts_wrong", {**facts, "reason": str(why)})]
    return [DoctorFinding("ok", "doctor.accounts", facts)]


def _disk(settings: Settings) -> DoctorFinding:
    free = disk_space.left(settings.files_dir)
    level = "ok" if free > disk_space.LEAST_BYTES else "error"
    return DoctorFinding(level, "doctor.disk", {"free_mb": free // 2**20})
