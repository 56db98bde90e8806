"""Evaluation entry point of drafting: letters and logs of a folder in, facts, drafts, groups, gaps and search results out.

`python -m bench.drafting --types DIR --out DIR` reads per type folder `letter_*.{txt,pdf,docx}` and the columns contact_id,
timestamp, channel and text of `contactlog.csv`, and uses the product's own functions only. What is in a folder's name is
not looked at; the kind of mailing is guessed from the text of the letter. `--speed`, or no argument at all, measures speed on the
letters and logs of the demo instead.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
from pathlib import Path
from typing import Any

from bench import drafting_speed
from drafting import bank as question_bank
from drafting import groups as grouping
from drafting.bank import Bank
from drafting.draft import DraftEntry, draft, entry_index, kinds_for
from drafting.errors import LetterProblem
from drafting.facts import Facts, find
from drafting.gaps import answered_share
from drafting.letter import LetterText, read
from drafting.meaning import of_bank

_ORDER = (".txt", ".pdf", ".docx")


def main(argv: list[str] | None = None) -> int:
    """Runs over every type folder; a letter that cannot be read is named on stderr and left out."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--types", type=Path, help="folder with one folder per type")
    parser.add_argument("--out", type=Path, help="results go to OUT/<type folder>/")
    parser.add_argument("--speed", action="store_true", help="measure speed on the demo; needs no folder")
    arguments = parser.parse_args(argv)
    if arguments.speed or (arguments.types is None and arguments.out is None):
        drafting_speed.report()
        return 0
    if arguments.types is None or arguments.out is None:
        parser.error("--types and --out go together")
    bank = question_bank.load()
    for folder in sorted(path for path in arguments.types.iterdir() if path.is_dir()):
        out = arguments.out / folder.name
        out.mkdir(parents=True, exist_ok=True)
        evaluate(folder, out, bank)
        print(folder.name, file=sys.stderr)
    return 0


def evaluate(folder: Path, out: Path, bank: Bank) -> None:
    """All results of one type folder."""
    letters = _letters(folder)
    log = _log(folder / "contactlog.csv")
    lines = [grouping.LogLine(row["contact_id"], row["text"]) for row in log]
    drafts: dict[str, tuple[DraftEntry, ...]] = {}
    for stem, letter in letters.items():
        facts = find(letter.text)
        kinds = kinds_for(letter.text, bank)
        _write(out / f"facts_{stem}.json", facts_json(facts))
        _write(out / f"draft_{stem}.json", draft_json(draft(letter, facts, kinds)))
        if not lines:
            continue
        grouped = grouping.group(lines, kinds, of_bank(bank))
        drafts[stem] = draft(letter, facts, kinds, grouped)
        _write(out / f"draft_log_{stem}.json", draft_json(drafts[stem]))
        shares = answered_share(letter, facts, kinds, grouped)
        _write_rows(
            out / f"answered_{stem}.csv",
            "answered",
            {line.contact_id: shares.get(line.contact_id, 0.5) for line in lines},
        )
    if lines:
        _groups_and_search(out, bank, letters, lines, drafts)


def _groups_and_search(
    out: Path,
    bank: Bank,
    letters: dict[str, LetterText],
    lines: list[grouping.LogLine],
    drafts: dict[str, tuple[DraftEntry, ...]],
) -> None:
    """The log is one; its groups use the kinds that all letters of the folder point at. Search runs over the draft of b1."""
    kinds = tuple({kind.id: kind for letter in letters.values() for kind in kinds_for(letter.text, bank)}.values())
    meaning = of_bank(bank)
    grouped = grouping.group(lines, kinds, meaning)
    of = grouped.group_of()
    _write_rows(out / "groups.csv", "cluster", {line.contact_id: of.get(line.contact_id, "") for line in lines})
    entries = drafts.get("b1") or next(iter(drafts.values()), ())
    index = entry_index(entries, meaning, grouped.frames)
    found = {line.contact_id: [hit.index for hit in index.search(line.text, 10)] for line in lines}
    everything = list(range(len(entries)))
    _write(
        out / "search.json",
        {key: (hits + [i for i in everything if i not in hits])[:10] for key, hits in found.items()},
    )


def _letters(folder: Path) -> dict[str, LetterText]:
    found: dict[str, LetterText] = {}
    paths = sorted(
        (p for p in folder.glob("letter_*") if p.suffix in _ORDER), key=lambda p: (p.stem, _ORDER.index(p.suffix))
    )
    for path in paths:
        stem = path.stem.removeprefix("letter_")
        if stem in found:
            continue
        try:
            found[stem] = read(path)
        except LetterProblem as problem:
            print(f"{path.name}: {problem}", file=sys.stderr)
    return found


def _log(path: Path) -> list[dict[str, str]]:
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        wanted = ("contact_id", "timestamp", "channel", "text")
        return [{name: row.get(name) or "" for name in wanted} for row in csv.DictReader(file)]


def draft_json(entries: tuple[DraftEntry, ...]) -> list[dict[str, Any]]:
    """Entries as {question, answer, sources}."""
    return [
        {
            "question": entry.question,
            "answer": entry.answer,
            "sources": [
                {"kind": str(source.kind), "place": source.place, "text": source.text, "count": source.count}
                for source in entry.sources
            ],
        }
        for entry in entries
    ]


def facts_json(facts: Facts) -> dict[str, Any]:
    """Facts in the shape of the fact scorer."""
    dates = [
        {
            "iso": fact.on.isoformat(), "role": str(fact.role), "text": fact.text, "start": fact.start, "end": fact.end,
            **({"computed": True} if fact.computed else {}),
        }
        for fact in facts.dates
    ]  # fmt: skip
    return {
        "dates": dates,
        "amounts": [
            {"value": a.value, "unit": a.unit, "text": a.text, "start": a.start, "end": a.end} for a in facts.amounts
        ],
        "phones": [fact.text for fact in facts.phones],
        "urls": [fact.text for fact in facts.urls],
        "emails": [fact.text for fact in facts.emails],
        "references": [fact.text for fact in facts.references],
        "times": [fact.text for fact in facts.times],
        "numbers": [{"value": n.value, "unit": n.unit} for n in facts.numbers],
        "actions": [fact.text for fact in facts.actions],
    }


def _write(path: Path, content: object) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")


def _write_rows(path: Path, column: str, values: dict[str, Any]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["contact_id", column])
        writer.writerows(values.items())


if __name__ == "__main__":
    raise SystemExit(main())
