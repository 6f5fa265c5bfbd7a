"""Bringing in a plan, a roster or assignments by chat: the file is sent, looked at, confirmed."""

from collections.abc import Awaitable, Callable, Mapping

from bot.features.assignments import handlers as assigning
from bot.features.assignments import workbook as assigning_file
from bot.features.reports import amend as adding
from bot.features.reports import handlers as answering
from bot.inbound.context import Scene
from domain.imports.drafts import (
    DOCUMENTS,
    ENDINGS,
    EVIDENCE,
    Content,
    Draft,
    DraftState,
    Matter,
    refuse_unfit,
)
from domain.imports.plan_diff import with_spared
from domain.messaging.buttons import Tap
from domain.messaging.messages import Choice, File, Refusal, Say
from domain.people.permissions import Action, Target, may
from domain.reporting.evidence import FileRefused, ending_of
from storage.people import units
from storage.plans import imports, plans
from storage.plans import roster_import as rosters
from storage.reports import duties

FLOW = "importing"
SEND = {
    Matter.PLAN: "intake.send_plan",
    Matter.ROSTER: "intake.send_roster",
    Matter.ASSIGNMENTS: "intake.send_assignments",
}
AS = {
    Matter.PLAN: "choice.as_plan",
    Matter.ROSTER: "choice.as_roster",
    Matter.ASSIGNMENTS: "choice.as_assignments",
}


async def _authorise(scene: Scene, matter: Matter | None) -> None:
    """Heads bring in assignments of their own units; plan and roster are the Office's alone."""
    if matter in (Matter.PLAN, Matter.ROSTER):
        await scene.authorise(Action.IMPORT, Target(scene.me.unit_id))
    else:
        await assigning.units_of(scene)


async def begin(scene: Scene, matter: Matter) -> list[Say]:
    """Wait for the file."""
    await _authorise(scene, matter)
    await scene.wait_for(FLOW, "hear_file", matter=matter.value)
    return [Say(SEND[matter])]


async def bring_form(scene: Scene) -> list[Say]:
    """The workbook to assign with; when it is filled in, it is simply sent back."""
    await _authorise(scene, Matter.ASSIGNMENTS)
    said = await assigning_file.form(scene)
    await scene.wait_for(FLOW, "hear_file", matter=Matter.ASSIGNMENTS.value)
    return [said]


async def looks_like_one(scene: Scene) -> bool:
    """Whether somebody who may import has sent a single document without saying what it is."""
    files = scene.heard.files
    if scene.official is None or len(files) != 1 or ending_of(files[0]) not in DOCUMENTS:
        return False
    if await _may_import(scene):
        return True
    mine = Target(scene.me.unit_id)
    assigns = may(scene.me, Action.ASSIGN, mine, await scene.tree())
    return assigns and ending_of(files[0]) in ENDINGS[Matter.ASSIGNMENTS]


async def _may_import(scene: Scene) -> bool:
    return may(scene.me, Action.IMPORT, Target(scene.me.unit_id), await scene.tree())


async def ask(scene: Scene) -> list[Say]:
    """What is the file about? While something is being shown, it is the corrected workbook."""
    before = await imports.newest(scene.tx, scene.me.id)
    if before and before.matter and scene.now < before.expires_at:
        return await take(scene, before.matter)
    [file] = scene.heard.files
    draft_id = await _add(scene, None, file)
    of_office = (Matter.PLAN, Matter.ROSTER) if await _may_import(scene) else ()
    table = (Matter.ASSIGNMENTS,) if ending_of(file) in ENDINGS[Matter.ASSIGNMENTS] else ()
    choices = [
        Choice(AS[matter], str(Tap(f"as{matter}", draft_id))) for matter in (*of_office, *table)
    ]
    proof = Choice("choice.as_evidence", str(Tap("asproof", draft_id)))
    return [Say("intake.what", {"name": file.name}, (*choices, proof))]


async def take(scene: Scene, matter: Matter) -> list[Say]:
    """Accept the file that was sent; it is fetched and read in the background."""
    await _authorise(scene, matter)
    file = scene.heard.files[0]
    _refuse(file, matter)
    draft_id = await _add(scene, matter, file)
    return await _reading(scene, draft_id, matter, file)


def _refuse(file: File, matter: Matter) -> None:
    try:
        refuse_unfit(file, matter)
    except FileRefused as refused:
        raise Refusal(f"intake.{refused}", {"name": file.name}) from None


async def _add(scene: Scene, matter: Matter | None, file: File) -> int:
    return await imports.add(
        scene.tx,
        official_id=scene.me.id,
        chat=scene.chat,
        matter=matter,
        file=file,
        now=scene.now,
    )


async def _reading(scene: Scene, draft_id: int, matter: Matter, file: File) -> list[Say]:
    await scene.record("import.received", f"import:{draft_id}", matter=matter.value)
    await scene.wait_for(FLOW, "hear_verdict", matter=matter.value, draft_id=draft_id)
    return [Say("intake.reading", {"name": file.name})]


async def choose(scene: Scene, draft_id: int, matter: Matter) -> list[Say]:
    """The file that was sent before is about this."""
    draft = await _own(scene, draft_id)
    await _authorise(scene, matter)
    _refuse(draft.file, matter)
    if not await imports.choose(scene.tx, draft_id, matter):
        raise Refusal("intake.settled")
    return await _reading(scene, draft_id, matter, draft.file)


async def as_evidence(scene: Scene, draft_id: int) -> list[Say]:
    """The file was evidence after all: of the only duty that is owed, else of one to be named."""
    draft = await _own(scene, draft_id)
    if not await imports.settle(scene.tx, draft, DraftState.DROPPED, scene.now, reason=EVIDENCE):
        raise Refusal("intake.settled")
    owed = await duties.owed_by(scene.tx, scene.me.answers_for, scene.now)
    if len(owed) == 1:
        return await adding.add_files(scene, owed[0], [draft.file])
    return [Say("answer.file_without_duty"), *await answering.ask_which(scene)]


async def _own(scene: Scene, draft_id: int) -> Draft:
    """The draft, if this person sent it and may still import."""
    await _authorise(scene, None)
    draft = await imports.find(scene.tx, draft_id)
    if draft is None or draft.official_id != scene.me.id:
        raise Refusal("help.too_old")
    await _authorise(scene, draft.matter)
    return draft


async def confirm(scene: Scene, draft_id: int) -> list[Say]:
    """Keep exactly what was shown, once."""
    draft = await _own(scene, draft_id)
    if draft.state is DraftState.WAITING:
        raise Refusal("intake.still_reading", {"name": draft.file.name})
    if not draft.ripe(scene.now) or not await _fits(scene, draft.content):
        raise Refusal("intake.settled")
    _stay(scene, draft)
    said = await KEEP[draft.matter or Matter.PLAN](scene, draft)
    await imports.settle(scene.tx, draft, DraftState.CONFIRMED, scene.now)
    await scene.stop_waiting()
    return [said]


async def _fits(scene: Scene, content: Content) -> bool:
    """Whether every unit that is named is still there; the roster may have changed meanwhile.

    Nothing of another department may be named.
    """
    other_units, others = await rosters.elsewhere(scene.tx, scene.me.unit_id)
    named = {unit.code for unit in content.units}
    if named & other_units or {each.code for each in content.people} & others:
        return False
    known = named or set((await scene.tree()).by_code) - other_units
    led = {code for task in content.tasks for code in (*task.lead_codes, *task.coordinating_codes)}
    return led | {each.unit_code for each in content.people} <= known


def _stay(scene: Scene, draft: Draft) -> None:
    """Whoever confirms a roster must be on it, or nobody could put it right again."""
    named = {*(each.code for each in draft.content.people), *draft.content.unread}
    if draft.matter is Matter.ROSTER and scene.me.code not in named:
        raise Refusal("intake.without_you", {"name": scene.me.name})


async def _keep_plan(scene: Scene, draft: Draft) -> Say:
    root = await units.root_of(scene.tx, scene.me.unit_id)
    before = await plans.lines(scene.tx, root.id)
    change = await plans.save(
        scene.tx,
        root_unit_id=root.id,
        lines=with_spared(draft.content.tasks, before, draft.content.unread),
        source=draft.file.name,
        content_hash=draft.sha256,
        now=scene.now,
    )
    counts = {"new": change.new, "changed": change.changed, "ended": change.ended}
    await scene.record("import.plan", f"import:{draft.id}", **counts)
    return Say("intake.plan_kept", counts)


async def _keep_roster(scene: Scene, draft: Draft) -> Say:
    content = draft.content
    read = content.units, content.people, scene.now, content.unread
    changed = await rosters.save(scene.tx, *read, scene.me.unit_id)
    await scene.record("import.roster", f"import:{draft.id}", changed=changed)
    root = await units.root_of(scene.tx, scene.me.unit_id)
    vacant = await duties.count_vacant(scene.tx, root.id)
    return Say("intake.roster_kept", {"changed": changed, "vacant": vacant})


async def _keep_assignments(scene: Scene, draft: Draft) -> Say:
    changes = await assigning_file.keep(scene, draft)
    await scene.record("import.assignments", f"import:{draft.id}", changed=len(changes))
    return Say("intake.assignments_kept", {"changed": len(changes)})


KEEP: Mapping[Matter, Callable[[Scene, Draft], Awaitable[Say]]] = {
    Matter.PLAN: _keep_plan,
    Matter.ROSTER: _keep_roster,
    Matter.ASSIGNMENTS: _keep_assignments,
}


async def drop(scene: Scene, draft_id: int) -> list[Say]:
    """Nothing of it is kept."""
    await scene.stop_waiting()
    if draft_id:
        draft = await _own(scene, draft_id)
        if draft.state not in (DraftState.WAITING, DraftState.SHOWN):
            raise Refusal("intake.settled")
        await imports.settle(scene.tx, draft, DraftState.DROPPED, scene.now)
        await scene.record("import.dropped", f"import:{draft_id}")
    return [Say("intake.dropped")]
