"""Writes compound files, as Word and Excel did before 2007, with streams of our own."""

import struct
from collections.abc import Mapping

SECTOR, SMALLEST = 512, 4096
END, FREE, NONE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFF
STORAGE, STREAM, ROOT = 1, 2, 5


def compound(streams: Mapping[str, bytes]) -> bytes:
    """`streams` by their place, "Storage/Stream"; each is filled up to the smallest size."""
    entries: list[list[object]] = [["Root Entry", ROOT, NONE, NONE, END, 0]]
    storages, last = {"": 0}, {0: 0}
    data, first = b"", 0
    count = 1 + len(streams) + len({each.rpartition("/")[0] for each in streams} - {""})
    directory = -(-count * 128 // SECTOR)
    table = [0xFFFFFFFD, *range(2, directory + 1), END]

    def add(parent: int, entry: list[object]) -> int:
        entries.append(entry)
        here = len(entries) - 1
        if last[parent]:
            entries[last[parent]][2] = here  # the next one of the same storage
        else:
            entries[parent][3] = here
        last[parent], last[here] = here, 0
        return here

    for place, content in streams.items():
        folder, _, name = place.rpartition("/")
        if folder not in storages:
            storages[folder] = add(0, [folder, STORAGE, NONE, NONE, 0, 0])
        filled = content.ljust(SMALLEST, b"\0")
        filled += b"\0" * (-len(filled) % SECTOR)
        first, sectors = len(table), len(filled) // SECTOR
        table += [*range(first + 1, first + sectors), END]
        add(storages[folder], [name, STREAM, NONE, NONE, first, len(filled)])
        data += filled
    assert len(table) <= SECTOR // 4
    fat = struct.pack("<128L", *table, *[FREE] * (128 - len(table)))
    rows = b"".join(_entry(*each) for each in entries)  # type: ignore[arg-type] # as put in above
    return _header() + fat + rows.ljust(directory * SECTOR, b"\0") + data


def _entry(name: str, kind: int, right: int, child: int, first: int, size: int) -> bytes:
    text = name.encode("utf-16-le") + b"\0\0"
    head = text.ljust(64, b"\0") + struct.pack("<HBB3L", len(text), kind, 1, NONE, right, child)
    return head + b"\0" * 36 + struct.pack("<LQ", first, size)


def _header() -> bytes:
    fixed = struct.pack("<5H6x6L", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, SMALLEST, END)
    rest = struct.pack("<3L", 0, END, 0) + struct.pack("<109L", 0, *[FREE] * 108)
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16 + fixed + rest
