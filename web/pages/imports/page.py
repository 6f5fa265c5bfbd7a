"""The import of a file: sent, read, looked at with its doubts and differences."""

from collections.abc import AsyncIterator
from pathlib import PurePath
from typing import Any

from starlette.datastructures import UploadFile
from starlette.responses import FileResponse, Response

from actions.acting import Acting
from actions.imports import difference, drafts, endings
from actions.imports.difference import Difference
from domain.imports.drafts import BOARD, READABLE, DraftState, ImportDraft, Matter
from domain.messaging.messages import Chat, File, Refusal
from domain.people.access import IMPORTS
from domain.people.permissions import Action
from domain.reporting.evidence import MOST_BYTES, FileRefused, ending_of
from storage.people import units
from storage.plans import applying, imports
from web.acting import acting_for
from web.files import Uploads, download
from web.request import MOST_BODY, BoardRequest, NotThere, reach
from web.routing import BoardRouter

routes = BoardRouter()

CHUNK = 2**16


@routes.get("/ke-hoach/nhap", require=IMPORTS)
async def ask(request: BoardRequest) -> Response:
    return await _form(request, request.query("loai"), "")


async def _form(request: BoardRequest, matter: str, wrong: str, status: int = 200) -> Response:
    async with request.board.db.read() as tx:
        _, here = await reach(tx, request.me, Action.IMPORT)
    facts: dict[str, Any] = {"section": "plan", "matter": matter, "wrong": wrong}
    facts |= {
        "endings": sorted(READABLE),
        "whole": bool(here),
        "form": request.board.files is not None,
    }
    return request.page("pages/imports/send.html", facts, status)


@routes.post("/ke-hoach/nhap", require=IMPORTS, most=MOST_BYTES + MOST_BODY)
async def send(request: BoardRequest) -> Response:
    """Keep the file and have it read in the background; what is unfit is said at once."""
    sent, matter = await request.upload("file"), await request.said("matter", 20)
    if sent is None or matter not in list(Matter):
        return await _form(request, matter, "chua-chon", 422)
    try:
        number = await _kept(request, sent, Matter(matter))
    except Refusal as refused:
        said = request.board.words.say(refused.key, refused.facts)
        return await _form(request, matter, said, 422)
    return request.to(f"/bang/nhap/{number}")


async def _kept(request: BoardRequest, sent: UploadFile, matter: Matter) -> int:
    name = PurePath((sent.filename or "").replace("\0", "")).name[:200]
    file = File(name, name, "", sent.size or 0)
    drafts.refuse(file, matter)
    try:
        kept = await _files(request).keep(ending_of(file), _chunks(sent))
    except FileRefused as refused:
        raise Refusal(f"intake.{refused}", {"name": name}) from None
    file = File(kept.stored, name, kept.media_type, kept.size)
    async with request.board.db.begin() as tx:
        acting = acting_for(tx, request, kept.stored)
        chat = Chat(BOARD, request.me.code)
        return await drafts.accept(acting, chat, matter, file, kept.sha256)


def _files(request: BoardRequest) -> Uploads:
    if request.board.uploads is None:
        raise NotThere
    return request.board.uploads


async def _chunks(sent: UploadFile) -> AsyncIterator[bytes]:
    while chunk := await sent.read(CHUNK):
        yield chunk


@routes.get("/nhap/{number}", require=IMPORTS)
async def show(request: BoardRequest) -> Response:
    async with request.board.db.begin() as tx:  # what it would end is tried, and taken back
        acting = acting_for(tx, request, "look")
        try:
            draft = await drafts.own(acting, request.number("number"))
        except Refusal:
            raise NotThere from None
        shown = await imports.shown(tx, draft.id)
        facts: dict[str, Any] = {"section": "plan", "draft": draft, "shown": shown, "choice": ()}
        root = await units.root_of(acting.tx, request.me.unit_id)
        tree = await acting.tree()
        facts["units"] = [tree.by_id[each] for each in sorted(tree.subtree(root.id))]
        if draft.state is DraftState.SHOWN:
            facts |= await _choice(acting, request, draft)
    return request.page("pages/imports/page.html", facts | {"key": request.board.new_token})


async def _choice(acting: Acting, request: BoardRequest, draft: ImportDraft) -> dict[str, Any]:
    """What would change, and whether it ends so much that it is asked about."""
    would_end = await endings.of_draft(acting.tx, draft)
    asks = would_end.must_ask(request.board.end_share)
    tree = await acting.tree()
    brought: dict[str, int] = {}
    if asks and draft.matter is Matter.ROSTER:
        whole = draft.content, request.me.unit_id, acting.now
        brought = endings.counts_of(await applying.roster_consequences(acting.tx, *whole))
    wrong, differs = "", Difference()
    try:
        differs = await difference.of_draft(acting, draft)
    except Refusal as no:  # what it names is no longer there
        wrong = request.board.words.say(no.key, no.facts)
    return {
        "wrong": wrong,
        "differs": differs,
        "asks": asks,
        "ends": endings.facts_of(would_end, tree),
        "brought": brought,
    }


@routes.get("/nhap/{number}/xem-truoc", require=IMPORTS)
async def workbook(request: BoardRequest) -> Response:
    """The workbook with every row as it was understood, to be corrected and sent again."""
    async with request.board.db.read() as tx:
        try:
            draft = await drafts.own(acting_for(tx, request, "book"), request.number("number"))
        except Refusal:
            raise NotThere from None
    path = _files(request).path(draft.preview or "none")
    if not draft.preview or not path.is_file():
        raise NotThere
    return FileResponse(path, filename=f"{PurePath(draft.file.name).stem}.xlsx")


@routes.get("/ke-hoach/mau-phan-cong", require=Action.ASSIGN)
async def form(request: BoardRequest) -> Response:
    """The workbook with what the reader may assign, to be filled in and sent."""
    files = request.board.files
    if files is None:
        raise NotThere
    async with request.board.db.read() as tx:
        _, here = await reach(tx, request.me, Action.ASSIGN)
    wanted = {"form": Matter.ASSIGNMENTS.value, "units": sorted(here)}
    return download(files.name(wanted), await files.make(wanted))
