"""Checks the English catalog against the Dutch sentences in the source: none missing, empty, unsure or left over.

The Dutch text is the msgid. `--write` brings the catalog up to date: new sentences come in empty and are then to be
translated by a person; the compiled catalog that the product reads is made anew.
"""

from __future__ import annotations

import argparse
import io
import re
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "templates/locale"
PO = LOCALE / "en/LC_MESSAGES/torenkamer.po"
MO = PO.with_suffix(".mo")
ROOMS = ("templates", "web")
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|\{(\w*)\}")


def extract() -> Catalog:
    """Every sentence marked for translation in the rooms that show text to people."""
    with (LOCALE / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)
    found = Catalog(project="torenkamer", charset="utf-8")
    for room in ROOMS:
        for name, line, message, comments, context in extract_from_dir(
            ROOT / room, method_map=methods, options_map=options, directory_filter=lambda path: "vendor" not in path
        ):
            found.add(message, locations=[(f"{room}/{name}", line)], auto_comments=comments, context=context)
    return found


def placeholders(text: str) -> list[str]:
    return sorted("".join(groups) for groups in PLACEHOLDER.findall(text))


def faults(template: Catalog, english: Catalog) -> list[str]:
    """What is wrong with the catalog, one line each."""
    said = []
    for message in template:
        if not message.id:
            continue
        first = message.id if isinstance(message.id, str) else message.id[0]
        translated = english.get(first, message.context)
        texts = [translated.string] if translated and isinstance(translated.string, str) else None
        if translated and texts is None:
            texts = list(translated.string)
        if not translated or not texts or not all(texts):
            said.append(f"no English for: {first!r} ({message.locations[0][0]}:{message.locations[0][1]})")
        elif translated.fuzzy:
            said.append(f"unsure English for: {first!r}")
        elif isinstance(message.id, str) and placeholders(first) != placeholders(texts[0]):
            said.append(f"other placeholders in the English of: {first!r}")
    present = {(message.id if isinstance(message.id, str) else message.id[0], message.context) for message in template}
    for message in english:
        first = message.id if isinstance(message.id, str) else message.id[0]
        if first and (first, message.context) not in present:
            said.append(f"English for a sentence that is nowhere: {first!r}")
    return said


def compiled(english: Catalog) -> bytes:
    out = io.BytesIO()
    write_mo(out, english)
    return out.getvalue()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true", help="bring the catalog up to date")
    options = parser.parse_args()
    template = extract()
    english = Catalog(locale="en", project="torenkamer", charset="utf-8")
    if PO.exists():
        with PO.open("rb") as file:
            english = read_po(file, locale="en", domain="torenkamer", charset="utf-8")
    if options.write:
        english.update(template, no_fuzzy_matching=True, update_creation_date=False)
        english.obsolete.clear()
        PO.parent.mkdir(parents=True, exist_ok=True)
        with PO.open("wb") as file:
            write_po(file, english, sort_output=True, omit_header=False, include_lineno=False, width=120)
        MO.write_bytes(compiled(english))
    said = faults(template, english)
    if not MO.exists() or MO.read_bytes() != compiled(english):
        said.append("the compiled catalog is older than its source: tools/translations.py --write")
    for line in said:
        print(line, file=sys.stderr)
    print(f"translations: {len(template)} sentences, {len(said)} faults")
    return 1 if said else 0


if __name__ == "__main__":
    sys.exit(main())
