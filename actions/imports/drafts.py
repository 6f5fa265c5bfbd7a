"""A file that somebody brings in: accepted, put right, then confirmed once or dropped."""

from collections.abc import Sequence
from functools import partial

from actions.acting import Acting
from actions.imports import assigned, endings
from actions.outcomes import Changed, Done
from domain.imports.drafts import Content, DraftState, ImportDraft, Matter, refuse_unfit
from domain.messaging.messages import Chat, File, Refusal
from domain.people.permissions import Action, Target
from domain.reporting.evidence import FileRefused
from storage.people import units
from storage.plans import applying, import_changes, imports, roster_import
from storage.plans.import_changes import About
from storage.plans.imports import Correction
from storage.plans.plans import Source
from storage.reports import duties


async def authorise(acting: Acting, matter: Matter) -> None:
    """Heads bring in assignments of their own units; plan and roster are the Office's alone."""
    if matter is Matter.ASSIGNMENTS:
        await assigned.authorise(acting)
    else:
        await acting.authorise(Action.IMPORT, Target(acting.me.unit_id))


def refuse(file: File, matter: Matter) -> None:
    """Refuses, in a sentence, what is too large or of a kind that cannot be read."""
    try:
        refuse_unfit(file, matter)
    except FileRefused as refused:
        raise Refusal(f"intake.{refused}", {"name": file.name}) from None


async def accept(acting: Acting, chat: Chat, matter: Matter, file: File, sha256: str) -> int:
    """A file that is here already; it is read in the background. Returns its number."""
    await authorise(acting, matter)
    refuse(file, matter)
    number = await imports.add(
        acting.tx, official_id=acting.me.id, chat=chat, matter=matter, file=file, now=acting.now
    )
    await imports.note_kept(acting.tx, number, file.reference, sha256)
    await acting.record("import.sent", f"import:{number}")
    return number


async def own(acting: Acting, draft_id: int) -> ImportDraft:
    """What this person has sent, and may still bring in."""
    draft = await imports.find(acting.tx, draft_id)
    if draft is None or draft.official_id != acting.me.id or draft.matter is None:
        raise Refusal("help.too_old")
    await authorise(acting, draft.matter)
    return draft


async def refuse_unripe(acting: Acting, draft: ImportDraft) -> None:
    """Refuses what may not be confirmed now."""
    if draft.state is DraftState.WAITING:
        raise Refusal("intake.still_reading", {"name": draft.file.name})
    if not draft.ripe(acting.acted_at) or not await _fits(acting, draft.content):
        raise Refusal("intake.settled")


async def _fits(acting: Acting, content: Content) -> bool:
    """Whether every unit that is named is still there; the roster may have changed meanwhile.

    Nothing of another department may be named.
    """
    other_units, others = await roster_import.elsewhere(acting.tx, acting.me.unit_id)
    named = {unit.code for unit in content.units}
    if named & other_units or {each.code for each in content.people} & others:
        return False
    known = named or set((await acting.tree()).by_code) - other_units
    led = {code for task in content.tasks for code in (*task.lead_codes, *task.coordinating_codes)}
    return led | {each.unit_code for each in content.people} <= known


async def confirm(acting: Acting, draft: ImportDraft, *, keep_missing: bool) -> Done:
    """Keep exactly what was shown, once. `keep_missing`: whoever is not named stays.

    Refuses what somebody has settled meanwhile. `change` in the facts: the number under which it
    can be taken back.
    """
    await refuse_unripe(acting, draft)
    if not keep_missing:
        _stay(acting, draft)
    async with acting.tx.begin_nested():  # what is refused while it is kept was not confirmed
        await settle(acting, draft, DraftState.CONFIRMED)
        if draft.matter is Matter.ROSTER:
            return await _keep_roster(acting, draft, keep_missing=keep_missing)
        if draft.matter is Matter.ASSIGNMENTS:
            return await _keep_assignments(acting, draft)
        return await _keep_plan(acting, draft, keep_missing=keep_missing)


async def confirm_seen(
    acting: Acting, draft_id: int, *, share: int, ends: int | None, replaces: bool
) -> Done | Changed:
    """The same from a page that showed whom it would end.

    Where that is so much that it is asked a second time, `replaces` says whether they end, and
    `ends` how many the reader means; Changed where it would be others by now.
    """
    draft = await own(acting, draft_id)
    await refuse_unripe(acting, draft)
    would_end = await endings.of_draft(acting.tx, draft)
    if not would_end.must_ask(share):
        return await confirm(acting, draft, keep_missing=False)
    if replaces and ends is None:
        raise Refusal("intake.say_how_many", {"count": would_end.count})
    if replaces and ends != would_end.count:
        return Changed({"count": would_end.count})
    return await confirm(acting, draft, keep_missing=not replaces)


async def settle(acting: Acting, draft: ImportDraft, state: DraftState) -> None:
    """Refuses what somebody has settled meanwhile."""
    if not await imports.settle(acting.tx, draft, state, acting.now):
        raise Refusal("intake.settled")


async def drop(acting: Acting, draft: ImportDraft) -> Done:
    """Nothing of it is kept."""
    if draft.state not in (DraftState.WAITING, DraftState.SHOWN):
        raise Refusal("intake.settled")
    await settle(acting, draft, DraftState.DROPPED)
    await acting.record("import.dropped", f"import:{draft.id}")
    return Done({"name": draft.file.name})


async def put_right(acting: Acting, draft_id: int, said: Sequence[Correction]) -> Done:
    """Cells of the file are read as somebody says; the whole file is read once more with them."""
    draft = await own(acting, draft_id)
    if not said:
        raise Refusal("intake.nothing_said")
    await imports.correct(acting.tx, draft_id, said)
    if not await imports.read_again(acting.tx, draft, acting.now):
        raise Refusal("intake.settled")
    await acting.record("import.corrected", f"import:{draft_id}", cells=len(said))
    return Done({"count": len(said)})


def _stay(acting: Acting, draft: ImportDraft) -> None:
    """Whoever confirms a roster must be on it, or nobody could put it right again."""
    named = {*(each.code for each in draft.content.people), *draft.content.unread}
    if draft.matter is Matter.ROSTER and acting.me.code not in named:
        raise Refusal("intake.without_you", {"name": acting.me.name})


def about(acting: Acting, draft: ImportDraft, unit_id: int) -> About:
    return About((draft.matter or Matter.PLAN).value, draft.file.name, unit_id, acting.me.id)


async def _keep_plan(acting: Acting, draft: ImportDraft, *, keep_missing: bool) -> Done:
    root = await units.root_of(acting.tx, acting.me.unit_id)
    source = Source(draft.file.name, draft.sha256, draft.stored, draft.content.notes)
    whose = about(acting, draft, root.id)
    change, number = await applying.plan(
        acting.tx, whose, draft.content, source, acting.now, keep_missing=keep_missing
    )
    counts = {"new": change.new, "changed": change.changed, "ended": change.ended}
    await acting.record("import.plan", f"import:{draft.id}", change=number, **counts)
    return Done({**counts, "change": number})


async def _keep_roster(acting: Acting, draft: ImportDraft, *, keep_missing: bool) -> Done:
    whose = about(acting, draft, acting.me.unit_id)
    changed, number = await applying.roster(
        acting.tx, whose, draft.content, acting.now, keep_missing=keep_missing
    )
    await acting.record("import.roster", f"import:{draft.id}", change=number, changed=changed)
    root = await units.root_of(acting.tx, acting.me.unit_id)
    vacant = await duties.count_vacant(acting.tx, root.id)
    return Done({"changed": changed, "vacant": vacant, "change": number})


async def _keep_assignments(acting: Acting, draft: ImportDraft) -> Done:
    """Whoever gets or loses a task is told."""
    whose, keep = about(acting, draft, acting.me.unit_id), partial(assigned.keep, acting)
    changes, number = await import_changes.kept(
        acting.tx, whose, acting.now, partial(keep, draft.content)
    )
    facts = {"change": number, "changed": len(changes)}
    await acting.record("import.assignments", f"import:{draft.id}", **facts)
    return Done(facts)
