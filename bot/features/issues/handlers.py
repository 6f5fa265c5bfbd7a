"""The register of difficulties in chat: seeing it, deciding on an entry, settling it."""

from actions.issues import deciding
from actions.issues.deciding import Ruling, target_of, view_choice
from actions.outcomes import Changed
from bot.features.issues.conversation import Decide
from bot.features.issues.notices import decide_choice, grouped
from bot.inbound.context import UpdateContext
from bot.inbound.routing import Router
from domain.calendar.work_calendar import local_day
from domain.issues.issues import Issue, decision_facts, issue_facts, ordered
from domain.messaging.buttons import ButtonAction
from domain.messaging.messages import Choice, Refusal, Reply
from domain.people.permissions import Action, Target, may
from storage.reports import issues

routes = Router()

FLOW = "deciding"
BACK = Choice("choice.issues", str(ButtonAction("issues")))
SHOWN = 3
"""So many decisions of an entry are shown, the newest; all of them stay stored."""
PAGE = 5
"""So many entries fit into one message on every messenger."""


@routes.id_button("issues", require=Action.VIEW_ISSUES)
async def show(context: UpdateContext, skipped: int = 0) -> list[Reply]:
    """The open entries that this person may see, those first whose date has come."""
    await context.authorise(Action.VIEW_ISSUES, Target(context.me.unit_id, context.me.id))
    today, tree = local_day(context.now), await context.tree()
    seen = [
        each
        for each in ordered(await issues.listed(context.tx), today)
        if may(context.me, Action.VIEW_ISSUES, target_of(each, context.me), tree)
    ]
    page = seen[skipped : skipped + PAGE]
    if not page:
        return [Reply("issue.none")]
    left = len(seen) - skipped - len(page)
    more = Choice("choice.next_page", str(ButtonAction("issues", skipped + PAGE)), {"left": left})
    choices = (*map(view_choice, page), *((more,) if left else ()))
    facts = {"count": len(seen), "skipped": skipped, "groups": grouped(page, today)}
    return [Reply("issue.list", facts, choices)]


@routes.command("/vuongmac", require=Action.VIEW_ISSUES, menu=8)
async def look(context: UpdateContext, argument: str) -> list[Reply]:
    """The list, or the entry whose number was typed with the command."""
    number = argument.strip().removeprefix("#")
    if not number:
        return await show(context)
    if not (number.isascii() and number.isdigit() and len(number) < 10):
        raise Refusal("issue.unknown", {"number": number[:20]})
    return await view(context, int(number))


@routes.id_button("issue", require=Action.VIEW_ISSUES)
async def view(context: UpdateContext, issue_id: int) -> list[Reply]:
    """One entry with what was decided on it last, and what this person may do about it."""
    issue = await deciding.find(context.acting, issue_id)
    decided = (await issues.decisions(context.tx, issue.id))[-SHOWN:]
    told = [decision_facts(each) for each in decided]
    facts = {**issue_facts(issue, local_day(context.now)), "decisions": told}
    tree = await context.tree()
    decides = issue.open and may(context.me, Action.DECIDE_ISSUE, Target(issue.unit_id), tree)
    return [Reply("issue.entry", facts, (*(_actions(issue) if decides else ()), BACK))]


def _actions(issue: Issue) -> tuple[Choice, Choice]:
    return (
        decide_choice(issue, alone=True),
        Choice("choice.settle", str(ButtonAction("settle", issue.id, issue.version))),
    )


@routes.revision_button("decide", require=Action.DECIDE_ISSUE)
async def write(context: UpdateContext, issue_id: int, version: int) -> list[Reply]:
    """Wait for the decision; of an entry decided meanwhile, the newest decision is shown first."""
    issue = await deciding.to_decide(context.acting, issue_id)
    if issue.version != version:
        return [Reply("issue.changed", {"written": ""}), *await view(context, issue.id)]
    facts = {"number": issue.id, "code": issue.task_code, "unit": issue.unit_name}
    facts |= {"cause": issue.cause, "proposal": issue.proposal}
    await context.wait_for(FLOW, "hear_decision", issue_id=issue.id, version=issue.version, **facts)
    return [Reply("issue.write", facts)]


@routes.effect(Decide)
async def decide(context: UpdateContext, effect: Decide) -> list[Reply]:
    """Keep the decision and bring it to the people concerned."""
    ruling = Ruling(effect.version, effect.text, effect.next_date)
    outcome = await deciding.decide(context.acting, effect.issue_id, ruling)
    if isinstance(outcome, Changed):
        return await _changed(context, effect.issue_id, outcome)
    settle = ButtonAction("settle", effect.issue_id, effect.version + 1)
    settled = Choice("choice.settle", str(settle))
    return [Reply("issue.decided", outcome.facts, (settled, BACK))]


async def _changed(context: UpdateContext, issue_id: int, outcome: Changed) -> list[Reply]:
    """Somebody was quicker: what was written is given back, and what stands now is shown."""
    facts = {"written": outcome.facts["written"]}
    return [Reply("issue.changed", facts), *await view(context, issue_id)]


@routes.revision_button("settle", require=Action.DECIDE_ISSUE)
async def settle(context: UpdateContext, issue_id: int, version: int) -> list[Reply]:
    """The difficulty is gone: the entry is closed. Decided meanwhile, it is shown once more."""
    outcome = await deciding.settle(context.acting, issue_id, version)
    if isinstance(outcome, Changed):
        return await _changed(context, issue_id, outcome)
    await context.stop_waiting()
    return [Reply("issue.settled", outcome.facts, (BACK,))]
