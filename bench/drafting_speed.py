"""How fast drafting is, on the letters and the callers' words of the demo: letter to draft, a long log, search, masking."""

from __future__ import annotations

import random
import resource
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np

from demo import speech
from drafting import bank as question_bank
from drafting.draft import draft, kinds_for
from drafting.groups import LogLine, group
from drafting.letter import read
from drafting.mask import mask_all
from drafting.meaning import of_bank
from drafting.search import Entry, Index
from registry.kinds import Channel

LETTERS = Path(speech.__file__).parent / "letters"
LOG_LINES = 10_000
MASKED_LINES = 100_000
ENTRIES = 2_000
QUERIES = 300


def report() -> None:
    """Prints one line per figure with its bar; the first lines include what is loaded once per process."""
    rng = random.Random(20270226)
    bank = question_bank.load()
    _timed("bank and meaning, once per process", "", lambda: of_bank(bank))
    for path in sorted(LETTERS.glob("*.txt")):
        _timed(f"{path.name} to draft", "2 s", partial(_drafted, path))
    lines = said(rng, LOG_LINES)
    _timed(f"{LOG_LINES:,} log lines to draft", "10 s", lambda: _drafted(LETTERS / "woz_2027.txt", lines))
    print(
        f"{'peak memory so far':44} {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:8.0f} MB   (bar 400 MB)"
    )
    _timed(f"{MASKED_LINES:,} lines masked", "", lambda: mask_all(said(rng, LOG_LINES) * (MASKED_LINES // LOG_LINES)))
    _search(rng)


def said(rng: random.Random, count: int) -> list[str]:
    """What callers of the demo say about the WOZ letter and about something else, typing errors included."""
    intents = list(speech.woz_intents().values())
    weights = [intent.weight for intent in intents]
    channels = (Channel.PHONE, Channel.PHONE, Channel.MAIL)
    topics = ("afval", "burgerzaken", "belastingen")
    return [
        speech.about_something_else(rng, rng.choice(topics), rng.choice(channels))
        if rng.random() < 0.1
        else speech.about_woz(rng, rng.choices(intents, weights)[0], rng.choice(channels))
        for _ in range(count)
    ]


def _drafted(path: Path, lines: list[str] | None = None) -> None:
    bank = question_bank.load()
    letter = read(path)
    kinds = kinds_for(letter.text, bank)
    log = [LogLine(str(number), text) for number, text in enumerate(lines or ())]
    draft(letter, None, kinds, group(log, kinds, of_bank(bank)) if log else None)


def _search(rng: random.Random) -> None:
    bank = question_bank.load()
    questions = [question for kind in (*bank.kinds, bank.general) for question in kind.questions]
    entries = [
        Entry(str(number), question.question, question.wordings, question.question)
        for number, question in enumerate((questions * (1 + ENTRIES // len(questions)))[:ENTRIES])
    ]
    index = Index(entries)
    took = []
    for query in said(rng, QUERIES):
        start = time.perf_counter()
        index.search(query)
        took.append(1000 * (time.perf_counter() - start))
    print(f"{f'search over {ENTRIES:,} entries, p95 of {QUERIES}':44} {np.percentile(took, 95):8.1f} ms   (bar 50 ms)")


def _timed(name: str, bar: str, work: Callable[[], object]) -> None:
    start, busy = time.perf_counter(), time.process_time()
    work()
    spent = f"{time.perf_counter() - start:8.2f} s, {time.process_time() - busy:6.2f} s of processor"
    print(f"{name:44} {spent}{f'   (bar {bar})' if bar else ''}")
