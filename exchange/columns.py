"""Which columns of a log are read for which field, and what a source's own words mean."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import itemgetter

from exchange import cells
from exchange.errors import LogColumnsMissing, LogColumnsTwice
from exchange.log_file import LogFile
from exchange.mapping import Mapping

LONGEST = {"contact_id": 200, "topic": 100, "text": 10_000, "caller": 200}  # characters

Places = dict[str, tuple[int, ...]]


def find_columns(file: LogFile, mapping: Mapping, fields: tuple[str, ...], required: tuple[str, ...]) -> Places:
    """Return per field the places of its columns; () where the file has none.

    Raises:
        LogColumnsMissing: a required column, or one that the mapping names, is not there.
        LogColumnsTwice: a column that we read stands there more than once.
    """
    places: Places = {}
    missing: list[str] = []
    for name in fields:
        columns = mapping.columns_of(name)
        twice = tuple(column for column in columns if file.header.count(column) > 1)
        if twice:
            raise LogColumnsTwice(name=file.name, columns=twice)
        absent = [column for column in columns if column not in file.header]
        asked = name in required or (name in mapping.columns and columns != (name,))
        if absent and asked and name not in mapping.constants:
            missing += absent
        places[name] = () if absent else tuple(file.header.index(column) for column in columns)
    if missing:
        raise LogColumnsMissing(name=file.name, missing=tuple(missing), found=tuple(file.header))
    return places


def picker(
    mapping: Mapping, places: Places, fields: tuple[str, ...], width: int
) -> Callable[[list[str]], tuple[str, ...]]:
    """Return what gives the texts of `fields` from the `width` cells of a record: a column, columns joined, a constant."""
    constants: list[str] = []
    joined: list[Callable[[list[str]], str]] = []
    kinds: dict[str, tuple[int, int]] = {}  # which of the three lists, and the place in it
    for name in fields:
        where, constant = places[name], mapping.constants.get(name, "")
        if not where:
            kinds[name] = (1, len(constants))
            constants.append(constant)
        elif len(where) > 1 or constant:
            kinds[name] = (2, len(joined))
            joined.append(_joiner(where, constant))
        else:
            kinds[name] = (0, where[0])
    starts = (0, width, width + len(constants))
    pick = itemgetter(*(starts[kind] + place for kind, place in (kinds[name] for name in fields)))
    if not joined:
        return lambda cells: pick(cells + constants)
    return lambda cells: pick(cells + constants + [join(cells) for join in joined])


def side_by_side(
    mapping: Mapping, places: Places, fields: tuple[str, ...]
) -> Callable[[list[list[str]]], list[Sequence[str]]]:
    """Return what gives of several records a column of texts per field; as `picker`, a column at a time."""

    def columns(rows: list[list[str]]) -> list[Sequence[str]]:
        stood = list(zip(*rows, strict=True))
        return [_column(rows, stood, places[name], mapping.constants.get(name, "")) for name in fields]

    return columns


def _column(
    rows: list[list[str]], stood: list[tuple[str, ...]], where: tuple[int, ...], constant: str
) -> Sequence[str]:
    if not where:
        return [constant] * len(rows)
    if len(where) == 1 and not constant:
        return stood[where[0]]
    join = _joiner(where, constant)
    return [join(row) for row in rows]


def _joiner(where: tuple[int, ...], constant: str) -> Callable[[list[str]], str]:
    return lambda cells: " ".join(cells[place].strip() for place in where).strip() or constant


def translated(mapping: Mapping, name: str) -> Callable[[str], str]:
    """Return what replaces a source's own words for a field by what the mapping says they mean."""
    words = mapping.values.get(name)
    if not words:
        return lambda text: text
    return lambda text: words.get(cells.plain(text), text)
