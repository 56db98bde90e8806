"""The question bank: what residents ask about a kind of mailing, in several wordings; never an answer.

Files live in `drafting/bank/`, one per kind, with the shape of `schema.json` there; `onbekend.json` holds the general
questions that fit any letter. A municipality's own additions come as further kinds or questions (`Bank.with_questions`).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from drafting.errors import BankInvalid

GENERAL = "onbekend"
DECISIONS = frozenset(
    {"woz_aanslag", "ozb_aanslag", "rioolheffing", "afvalstoffenheffing", "hondenbelasting", "toeristenbelasting"}
)
"""Kinds of letters that open an objection term by themselves."""
_FOLDER = Path(__file__).with_suffix("")


@dataclass(frozen=True)
class Slot:
    """A fact the answer needs: `kind` date, amount, phone, url, email, time or action; `role` as in drafting.dates."""

    kind: str
    role: str | None = None


@dataclass(frozen=True)
class Question:
    """One question as residents ask it.

    `evidence` is an AND of groups of alternatives (lower-case stems or phrases): a passage in which every group occurs
    answers the question. The last wording may be loose words that callers use beside their sayings. `weight` 1 to 3;
    `handled_by` kcc, department or specialist.
    """

    id: str
    question: str
    wordings: tuple[str, ...] = ()
    weight: int = 1
    evidence: tuple[tuple[str, ...], ...] = ()
    slots: tuple[Slot, ...] = ()
    intake: tuple[str, ...] = ()
    handled_by: str = "kcc"

    @property
    def all_wordings(self) -> tuple[str, ...]:
        """The question itself first, then the callers' wordings."""
        return (self.question, *self.wordings)


@dataclass(frozen=True)
class Kind:
    """One kind of mailing with the phrases that point at it and its questions.

    `fit` is set for one letter (`drafting.draft.kinds_for`): how well the kind fits it, 1 for the best one.
    """

    id: str
    title: str
    department: str
    upl: str | None = None
    signals: tuple[tuple[str, int], ...] = ()
    questions: tuple[Question, ...] = ()
    fit: float = 1.0


@dataclass(frozen=True)
class Bank:
    """All kinds, and the general one for letters of no known kind."""

    kinds: tuple[Kind, ...]
    general: Kind

    def find_kind(self, kind_id: str) -> Kind | None:
        """The kind with this id; the general one under "onbekend"."""
        return next((kind for kind in (*self.kinds, self.general) if kind.id == kind_id), None)

    def with_questions(self, kind_id: str, questions: Iterable[Question]) -> Bank:
        """A bank to which a municipality added approved questions of its own; the same id replaces."""
        added = {question.id: question for question in questions}

        def extended(kind: Kind) -> Kind:
            if kind.id != kind_id:
                return kind
            kept = tuple(question for question in kind.questions if question.id not in added)
            return replace(kind, questions=(*kept, *added.values()))

        return Bank(tuple(extended(kind) for kind in self.kinds), extended(self.general))


@lru_cache(maxsize=4)
def load(folder: Path = _FOLDER) -> Bank:
    """Reads every kind in a folder. Raises BankInvalid with the file and what is wrong with it."""
    kinds = [_kind(path) for path in sorted(folder.glob("*.json")) if path.name != "schema.json"]
    general = next((kind for kind in kinds if kind.id == GENERAL), Kind(GENERAL, "Onbekende brief", "KCC"))
    return Bank(tuple(kind for kind in kinds if kind.id != GENERAL), general)


def _kind(path: Path) -> Kind:
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
        return Kind(
            id=str(raw["id"]),
            title=str(raw["title"]),
            department=str(raw["department"]),
            upl=raw.get("upl"),
            signals=tuple((str(s["phrase"]).lower(), int(s["weight"])) for s in raw["signals"]),
            questions=tuple(_question(item) for item in raw["questions"]),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise BankInvalid(file=path.name, detail=f"{type(error).__name__}: {error}") from error


def _question(raw: Mapping[str, Any]) -> Question:
    return Question(
        id=str(raw["id"]),
        question=str(raw["question"]),
        wordings=(*map(str, raw["wordings"]), *([str(raw["words"])] if raw.get("words") else [])),
        weight=int(raw["weight"]),
        evidence=tuple(tuple(str(word).lower() for word in group) for group in raw["evidence"]),
        slots=tuple(Slot(str(slot["kind"]), slot.get("role")) for slot in raw["slots"]),
        intake=tuple(map(str, raw["intake"])),
        handled_by=str(raw["handled_by"]),
    )
