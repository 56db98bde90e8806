"""Keeps the translations: `python -m templates.catalogs` adds new msgids to the English catalog and compiles it.

The msgids are the Dutch texts themselves. Babel is loaded by this tool and by the tests only, never by a page.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from templates.environment import DOMAIN, ROOT

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog

LOCALE = ROOT / "locale"
HEADER = "# English texts of Torenkamer. The msgids are the Dutch texts. Licence: EUPL-1.2."
# A fixed date, so that the same texts give the same file.
UNDATED = datetime(2026, 11, 1, tzinfo=UTC)
KEYWORDS = {"_": None, "N_": None, "gettext": None}


def po_path(lang: str) -> Path:
    """The catalog that people edit."""
    return LOCALE / lang / "LC_MESSAGES" / f"{DOMAIN}.po"


def extract() -> tuple[str, ...]:
    """Every msgid in the Python modules and templates of this room, in the order of the files."""
    from babel.messages.extract import extract_from_dir
    from babel.messages.frontend import parse_mapping_cfg

    with (LOCALE / "babel.cfg").open() as config:
        methods, options = parse_mapping_cfg(config)  # type: ignore[no-untyped-call]
    found = extract_from_dir(str(ROOT), methods, options, keywords=KEYWORDS)
    return tuple(
        dict.fromkeys(str(message) for _, _, message, _, _ in sorted(found, key=lambda hit: hit[:2]) if message)
    )


def read(lang: str) -> Catalog:
    """The catalog of a language as it stands."""
    from babel.messages.pofile import read_po

    with po_path(lang).open("rb") as file:
        return read_po(file, locale=lang, domain=DOMAIN)


def update(lang: str) -> tuple[str, ...]:
    """Bring the catalog in line with the msgids in use, compile it, and tell which have no translation yet."""
    from babel.messages.catalog import Catalog
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import write_po

    known = {str(message.id): str(message.string) for message in read(lang)} if po_path(lang).exists() else {}
    fresh = Catalog(
        locale=lang,
        domain=DOMAIN,
        header_comment=HEADER,
        project="Torenkamer",
        version="1",
        copyright_holder="Torenkamer maintainers",
        last_translator="Torenkamer maintainers",
        language_team="Torenkamer maintainers",
        creation_date=UNDATED,
        revision_date=UNDATED,
        charset="utf-8",
        fuzzy=False,
    )
    for msgid in extract():
        fresh.add(msgid, known.get(msgid, ""))
    po_path(lang).parent.mkdir(parents=True, exist_ok=True)
    with po_path(lang).open("wb") as file:
        write_po(file, fresh, omit_header=False, sort_output=True, width=120)
    with po_path(lang).with_suffix(".mo").open("wb") as file:
        write_mo(file, fresh)
    return tuple(str(message.id) for message in fresh if message.id and not message.string)


if __name__ == "__main__":
    for text in update("en"):
        print(text)
