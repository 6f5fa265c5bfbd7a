"""The paragraphs of a .doc file with their marks of tables, as its own format keeps them."""

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from documents.readers.grid import FileUnreadable
from documents.readers.office.compound import streams

FLAGS_AT, TEXT_LENGTH_AT, PIECES_AT, PROPERTIES_AT = 0x0A, 0x4C, 0x01A2, 0x0102
ENCRYPTED, SECOND_TABLE_STREAM = 0x0100, 0x0200
PAGE, ENTRY = 512, 13
PROPERTY_BLOCK, PIECES = 1, 2
COMPRESSED = 0x40000000
ELSEWHERE = (b"\x46\x66", b"\x45\x66")
"""The properties are too long for the page (a row of many cells): they lie in the data stream."""
IN_TABLE, ROW_END = b"\x16\x24\x01", b"\x17\x24\x01"
TABLE_SHAPE = b"\x08\xd6"
CELL_SHAPE = 20
MERGED_UP, MERGE_BEGINS = 0x20, 0x40


@dataclass(frozen=True, slots=True)
class Paragraph:
    """`ends_cell`: it is the last of its cell; `shape`: edges and merges, of the end of a row."""

    text: str
    in_table: bool
    ends_cell: bool
    shape: tuple[tuple[int, ...], tuple[bool, ...]] | None = None


@dataclass(frozen=True, slots=True)
class TableRow:
    """`edges` (twips) are one more than cells; `continues`: the cell is part of the one above."""

    texts: tuple[str, ...]
    edges: tuple[int, ...]
    continues: tuple[bool, ...]


def body_of(path: Path) -> list[Paragraph]:
    """The paragraphs of the main text; none if it is kept in several pieces, as only Word does.

    Raises FileUnreadable for a broken file and one with a password.
    """
    found = streams(path)
    document = found.get("WordDocument", b"")
    try:
        [flags] = struct.unpack_from("<H", document, FLAGS_AT)
        if flags & ENCRYPTED:
            raise FileUnreadable("import.file_locked")
        tables = found.get("1Table" if flags & SECOND_TABLE_STREAM else "0Table", b"")
        start, end = _place(document, tables)
        return [
            _paragraph(
                document[max(low, start) : min(high, end)],
                _whole(properties, found.get("Data", b"")),
            )
            for low, high, properties in _runs(document, tables)
            if low < end and high > start
        ]
    except (struct.error, IndexError) as broken:
        raise FileUnreadable("import.unreadable_file") from broken


def last_table(body: Sequence[Paragraph]) -> tuple[Sequence[Paragraph], list[TableRow]]:
    """The paragraphs right above the table that a body ends in, and its rows."""
    begins = len(body)
    while begins and body[begins - 1].in_table:
        begins -= 1
    above = begins
    while above and not body[above - 1].in_table:
        above -= 1
    rows: list[TableRow] = []
    texts: list[str] = []
    cell: list[str] = []
    for each in body[begins:]:
        if each.shape:
            edges, continues = each.shape
            if len(edges) != len(texts) + 1:
                return body[above:begins], []
            rows.append(TableRow(tuple(texts), edges, continues))
            texts = []
            continue
        cell.append(each.text)
        if each.ends_cell:
            texts.append("\n".join(cell).strip())
            cell = []
    return body[above:begins], rows


def _place(document: bytes, tables: bytes) -> tuple[int, int]:
    """Where the main text lies, if it is one piece of wide letters; else nowhere."""
    [length] = struct.unpack_from("<i", document, TEXT_LENGTH_AT)
    at, size = struct.unpack_from("<II", document, PIECES_AT)
    part = tables[at : at + size]
    while part[:1] == bytes([PROPERTY_BLOCK]):
        [skipped] = struct.unpack_from("<H", part, 1)
        part = part[3 + skipped :]
    if part[:1] != bytes([PIECES]):
        raise struct.error("no pieces")
    count = (len(part) - 5 - 4) // 12
    [first] = struct.unpack_from("<I", part, 5 + 4 * (count + 1) + 2)
    if count != 1 or first & COMPRESSED:
        return 0, 0
    return first, first + 2 * length


def _runs(document: bytes, tables: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Where the text of each paragraph lies, and its properties."""
    at, size = struct.unpack_from("<II", document, PROPERTIES_AT)
    count = (size - 4) // 8
    for number in struct.unpack_from(f"<{count}I", tables, at + 4 * (count + 1)):
        page = document[number * PAGE : (number + 1) * PAGE]
        edges = struct.unpack_from(f"<{page[-1] + 1}I", page)
        for each in range(page[-1]):
            place = page[4 * len(edges) + ENTRY * each] * 2
            yield edges[each], edges[each + 1], _properties(page, place)


def _properties(page: bytes, place: int) -> bytes:
    if not place:
        return b""
    words = page[place]
    start, size = (place + 1, 2 * words - 1) if words else (place + 2, 2 * page[place + 1])
    return page[start : start + size]


def _whole(properties: bytes, data: bytes) -> bytes:
    """With those that are kept in the data stream; two bytes before say what style it is."""
    if properties[2:4] not in ELSEWHERE:
        return properties
    [at] = struct.unpack_from("<I", properties, 4)
    [size] = struct.unpack_from("<H", data, at)
    return properties + data[at + 2 : at + 2 + size]


def _paragraph(content: bytes, properties: bytes) -> Paragraph:
    text = content.decode("utf-16-le", "replace")
    plain = text.rstrip("\r\x07").replace("\x0b", "\n").replace("\r", "\n")
    shape = _shape(properties) if ROW_END in properties else None
    return Paragraph(plain.strip(), IN_TABLE in properties, text.endswith("\x07"), shape)


def _shape(properties: bytes) -> tuple[tuple[int, ...], tuple[bool, ...]] | None:
    """The edges of a row's cells, and which of them only continue the cell above."""
    at = properties.find(TABLE_SHAPE)
    if at < 0:
        return (), ()
    count = properties[at + 4]
    edges = struct.unpack_from(f"<{count + 1}h", properties, at + 5)
    start = at + 5 + 2 * (count + 1)
    flags = [
        struct.unpack_from("<H", properties.ljust(start + CELL_SHAPE * count, b"\0"), place)[0]
        for place in range(start, start + CELL_SHAPE * count, CELL_SHAPE)
    ]
    return edges, tuple(bool(flag & MERGED_UP and not flag & MERGE_BEGINS) for flag in flags)
