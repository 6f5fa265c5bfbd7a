"""Bringing in a plan, a roster or assignments by chat: the file is sent, looked at, confirmed."""

from actions.imports import drafts
from actions.imports import endings as whom
from bot.features.assignments import handlers as assignments
from bot.features.assignments import workbook as assigning_file
from bot.features.imports import endings, undo
from bot.features.imports.conversation import (
    ConfirmImport,
    DropImport,
    EndMissing,
    KeepMissing,
    TakeFile,
)
from bot.features.reports import amend
from bot.features.reports import handlers as reports
from bot.inbound.context import UpdateContext
from bot.inbound.routing import Router
from domain.imports.changes.consequences import Consequences
from domain.imports.drafts import (
    DOCUMENTS,
    EVIDENCE,
    TABLES,
    DraftState,
    ImportDraft,
    Matter,
)
from domain.messaging.buttons import ButtonAction
from domain.messaging.messages import Choice, File, Refusal, Reply
from domain.people.access import IMPORTS
from domain.people.permissions import Action, Target, may
from domain.reporting.evidence import ending_of
from storage.plans import applying, imports
from storage.reports import duties

routes = Router()

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


async def _authorise(context: UpdateContext, matter: Matter | None) -> None:
    """Heads bring in assignments of their own units; plan and roster are the Office's alone."""
    if matter in (Matter.PLAN, Matter.ROSTER):
        await context.authorise(Action.IMPORT, Target(context.me.unit_id))
    else:
        await assignments.units_of(context)


async def begin(context: UpdateContext, matter: Matter) -> list[Reply]:
    """Wait for the file."""
    await _authorise(context, matter)
    await context.wait_for(FLOW, "hear_file", matter=matter.value)
    return [Reply(SEND[matter]), *await undo.offer_recent(context, matter)]


@routes.simple_button("impform", require=Action.ASSIGN)
async def bring_form(context: UpdateContext) -> list[Reply]:
    """The workbook to assign with; when it is filled in, it is simply sent back."""
    await _authorise(context, Matter.ASSIGNMENTS)
    said = await assigning_file.form(context)
    await context.wait_for(FLOW, "hear_file", matter=Matter.ASSIGNMENTS.value)
    return [said]


async def looks_like_one(context: UpdateContext) -> bool:
    """Whether somebody who may import has sent a single document without saying what it is."""
    files = context.event.files
    if context.official is None or len(files) != 1 or ending_of(files[0]) not in DOCUMENTS:
        return False
    if await _may_import(context):
        return True
    assigns = may(context.me, Action.ASSIGN, Target(context.me.unit_id), await context.tree())
    return assigns and ending_of(files[0]) in TABLES


async def _may_import(context: UpdateContext) -> bool:
    return may(context.me, Action.IMPORT, Target(context.me.unit_id), await context.tree())


async def ask(context: UpdateContext) -> list[Reply]:
    """What is the file about? While something is being shown, it is the corrected workbook."""
    before = await imports.newest(context.tx, context.me.id)
    if before and before.matter and context.acted_at < before.expires_at:
        return await take(context, before.matter)
    [file] = context.event.files
    draft_id = await _add(context, None, file)
    of_office = (Matter.PLAN, Matter.ROSTER) if await _may_import(context) else ()
    choices = [
        Choice(AS[matter], str(ButtonAction(f"as{matter}", draft_id)))
        for matter in (*of_office, Matter.ASSIGNMENTS)
    ]
    proof = Choice("choice.as_evidence", str(ButtonAction("asproof", draft_id)))
    return [Reply("intake.what", {"name": file.name}, (*choices, proof))]


async def take(context: UpdateContext, matter: Matter) -> list[Reply]:
    """Accept the file that was sent; it is fetched and read in the background."""
    await _authorise(context, matter)
    file = context.event.files[0]
    drafts.refuse(file, matter)
    draft_id = await _add(context, matter, file)
    return await _reading(context, draft_id, matter, file)


async def _add(context: UpdateContext, matter: Matter | None, file: File) -> int:
    return await imports.add(
        context.tx,
        official_id=context.me.id,
        chat=context.chat,
        matter=matter,
        file=file,
        now=context.now,
    )


async def _reading(
    context: UpdateContext, draft_id: int, matter: Matter, file: File
) -> list[Reply]:
    await context.record("import.received", f"import:{draft_id}", matter=matter.value)
    await context.wait_for(FLOW, "hear_verdict", matter=matter.value, draft_id=draft_id)
    return [Reply("intake.reading", {"name": file.name})]


async def choose(context: UpdateContext, draft_id: int, matter: Matter) -> list[Reply]:
    """The file that was sent before is about this."""
    draft = await own_draft(context, draft_id)
    await _authorise(context, matter)
    drafts.refuse(draft.file, matter)
    if not await imports.choose(context.tx, draft_id, matter):
        raise Refusal("intake.settled")
    return await _reading(context, draft_id, matter, draft.file)


@routes.id_button("asproof", require=IMPORTS)
async def as_evidence(context: UpdateContext, draft_id: int) -> list[Reply]:
    """The file was evidence after all: of the only duty that is owed, else of one to be named."""
    draft = await own_draft(context, draft_id)
    if not await imports.settle(
        context.tx, draft, DraftState.DROPPED, context.now, reason=EVIDENCE
    ):
        raise Refusal("intake.settled")
    owed = await duties.owed_by(context.tx, context.me.answers_for, context.acted_at)
    if len(owed) == 1:
        return await amend.add_files(context, owed[0], [draft.file])
    return [Reply("answer.file_without_duty"), *await reports.ask_which(context)]


async def own_draft(context: UpdateContext, draft_id: int) -> ImportDraft:
    """The draft, if this person sent it and may still import."""
    await _authorise(context, None)
    draft = await imports.find(context.tx, draft_id)
    if draft is None or draft.official_id != context.me.id:
        raise Refusal("help.too_old")
    await _authorise(context, draft.matter)
    return draft


@routes.id_button("impyes", require=IMPORTS)
async def confirm(context: UpdateContext, draft_id: int) -> list[Reply]:
    """Keep exactly what was shown, once; what would end many is asked a second time."""
    draft = await _ripe(context, draft_id)
    would_end = await whom.of_draft(context.tx, draft)
    if would_end.must_ask(context.dependencies.end_share):
        await context.wait_for(
            FLOW,
            "hear_ending",
            matter=(draft.matter or Matter.PLAN).value,
            draft_id=draft.id,
            count=would_end.count,
        )
        brought = Consequences()
        if draft.matter is Matter.ROSTER:
            brought = await applying.roster_consequences(
                context.tx, draft.content, context.me.unit_id, context.now
            )
        return [endings.ask(draft, would_end, brought, await context.tree())]
    return await _keep(context, draft)


@routes.id_button("impkeep", require=IMPORTS)
async def keep_missing(context: UpdateContext, draft_id: int) -> list[Reply]:
    """Keep what was shown; whoever and whatever is not named stays."""
    return await _keep(context, await _ripe(context, draft_id), keep_missing=True)


@routes.id_button("impend", require=IMPORTS)
async def end_missing(context: UpdateContext, draft_id: int) -> list[Reply]:
    """Keep what was shown, and end whoever and whatever is not named."""
    return await _keep(context, await _ripe(context, draft_id))


async def _ripe(context: UpdateContext, draft_id: int) -> ImportDraft:
    """The draft, if it may be confirmed now."""
    draft = await own_draft(context, draft_id)
    await drafts.refuse_unripe(context.acting, draft)
    return draft


async def _keep(
    context: UpdateContext, draft: ImportDraft, *, keep_missing: bool = False
) -> list[Reply]:
    done = await drafts.confirm(context.acting, draft, keep_missing=keep_missing)
    await context.stop_waiting()
    key = f"intake.{draft.matter or Matter.PLAN}_kept"
    return [Reply(key, done.facts, undo.choices(done.facts["change"]))]


@routes.id_button("impno", require=IMPORTS)
async def drop(context: UpdateContext, draft_id: int) -> list[Reply]:
    """Nothing of it is kept."""
    await context.stop_waiting()
    if draft_id:
        await drafts.drop(context.acting, await own_draft(context, draft_id))
    return [Reply("intake.dropped")]


@routes.simple_command("/nhapkehoach", require=Action.IMPORT, menu=17)
async def begin_plan(context: UpdateContext) -> list[Reply]:
    return await begin(context, Matter.PLAN)


@routes.simple_command("/nhapdanhsach", require=Action.IMPORT, menu=18)
async def begin_roster(context: UpdateContext) -> list[Reply]:
    return await begin(context, Matter.ROSTER)


@routes.simple_command("/nhapphancong", require=Action.ASSIGN, menu=19)
async def begin_assignments(context: UpdateContext) -> list[Reply]:
    return await begin(context, Matter.ASSIGNMENTS)


@routes.id_button("asplan", require=Action.IMPORT)
async def choose_plan(context: UpdateContext, draft_id: int) -> list[Reply]:
    return await choose(context, draft_id, Matter.PLAN)


@routes.id_button("asroster", require=Action.IMPORT)
async def choose_roster(context: UpdateContext, draft_id: int) -> list[Reply]:
    return await choose(context, draft_id, Matter.ROSTER)


@routes.id_button("asassignments", require=Action.ASSIGN)
async def choose_assignments(context: UpdateContext, draft_id: int) -> list[Reply]:
    return await choose(context, draft_id, Matter.ASSIGNMENTS)


@routes.effect(TakeFile)
async def take_sent(context: UpdateContext, effect: TakeFile) -> list[Reply]:
    return await take(context, Matter(effect.matter))


@routes.effect(ConfirmImport)
async def confirm_named(context: UpdateContext, effect: ConfirmImport) -> list[Reply]:
    return await confirm(context, effect.draft_id)


@routes.effect(DropImport)
async def drop_named(context: UpdateContext, effect: DropImport) -> list[Reply]:
    return await drop(context, effect.draft_id)


@routes.effect(KeepMissing)
async def keep_missing_named(context: UpdateContext, effect: KeepMissing) -> list[Reply]:
    return await keep_missing(context, effect.draft_id)


@routes.effect(EndMissing)
async def end_missing_named(context: UpdateContext, effect: EndMissing) -> list[Reply]:
    return await end_missing(context, effect.draft_id)
