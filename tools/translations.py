"""Checks the English catalog against the Dutch sentences in the source; `make lint` runs it.

`python -m templates.catalogs` brings the catalog up to date: new sentences come in empty, then a person translates.
"""

from __future__ import annotations

import gettext
import re
import sys
from collections.abc import Iterable, Mapping

from templates import catalogs

PLACEHOLDER = re.compile(r"%\((\w+)\)|\{(\w*)\}")


def placeholders(text: str) -> list[str]:
    return sorted("".join(groups) for groups in PLACEHOLDER.findall(text))


def faults(
    sentences: Iterable[str], english: Mapping[str, str], unsure: set[str], compiled: Mapping[str, str]
) -> list[str]:
    """What is wrong with the catalog, one line each."""
    wanted = set(sentences)
    said = [f"no English for: {text!r}" for text in wanted if not english.get(text)]
    said += [f"unsure English for: {text!r}" for text in wanted & unsure]
    said += [f"English for a sentence that is nowhere: {text!r}" for text in english.keys() - wanted]
    said += [
        f"other placeholders in the English of: {text!r}"
        for text in wanted
        if english.get(text) and placeholders(text) != placeholders(english[text])
    ]
    if dict(compiled) != {text: translation for text, translation in english.items() if translation}:
        said.append("the compiled catalog is not that of its source: python -m templates.catalogs")
    return sorted(said)


def main() -> int:
    catalog = catalogs.read("en")
    english = {str(message.id): str(message.string) for message in catalog if message.id}
    unsure = {str(message.id) for message in catalog if message.id and message.fuzzy}
    with catalogs.po_path("en").with_suffix(".mo").open("rb") as file:
        loaded = gettext.GNUTranslations(file)
    compiled = {text: loaded.gettext(text) for text in loaded._catalog if text}  # type: ignore[attr-defined]
    sentences = catalogs.extract()
    said = faults(sentences, english, unsure, compiled)
    for line in said:
        print(line, file=sys.stderr)
    print(f"translations: {len(sentences)} sentences, {len(said)} faults")
    return 1 if said else 0


if __name__ == "__main__":
    sys.exit(main())
