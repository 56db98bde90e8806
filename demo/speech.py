"""Callers' words: a question wrapped in greetings, small talk, other questions and typing errors."""

from __future__ import annotations

import random
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from registry.kinds import Channel

WRITTEN = (Channel.MAIL, Channel.WEBCARE)
TYPING_ERROR_SHARE = 0.35
MONTHS = ("december", "januari", "februari", "maart", "april")


@dataclass(frozen=True)
class Intent:
    """A question that residents have after a mailing.

    `weight` is contacts in 900; `exact` says that it is that number with every seed; `unanswered` the share of
    conversations in which the KCC had no answer.
    """

    key: str
    weight: int
    exact: bool
    unanswered: float
    phrases: tuple[str, ...]


@lru_cache(maxsize=1)
def woz_intents() -> Mapping[str, Intent]:
    """Return the questions after a WOZ letter, by key, in the order of the file."""
    return {
        key: Intent(key, raw["weight"], raw.get("exact", False), raw["unanswered"], tuple(raw["phrases"]))
        for key, raw in _words("woz").items()
    }


@lru_cache(maxsize=1)
def _ordinary() -> dict[str, Any]:
    return _words("ordinary")


@lru_cache(maxsize=4)
def _words(name: str) -> dict[str, Any]:
    return tomllib.loads((files("demo") / "words" / f"{name}.toml").read_text(encoding="utf-8"))


def about_woz(rng: random.Random, intent: Intent, channel: Channel, second: Intent | None = None) -> str:
    """Return what somebody says who calls about the WOZ letter; with `second` two questions in one breath."""
    question = _filled(rng, rng.choice(intent.phrases))
    if second is not None:
        joiner = rng.choice(_ordinary()["speech"]["joiner"])
        question = f"{question} {joiner} {_filled(rng, rng.choice(second.phrases))}"
    return _wrapped(rng, question, channel, "opening_spoken")


def about_something_else(rng: random.Random, topic: str, channel: Channel) -> str:
    """Return what somebody says on an ordinary day about a topic of the municipality."""
    return _wrapped(rng, rng.choice(_ordinary()["questions"][topic]), channel, "opening_ordinary")


def about_unknown_letter(rng: random.Random, channel: Channel) -> str:
    """Return what somebody says about the letter of the network company."""
    return _wrapped(rng, rng.choice(_words("unknown_letter")["phrases"]), channel, "opening_ordinary")


def _filled(rng: random.Random, phrase: str) -> str:
    """Fill in amounts and dates, and say it a little differently from the last caller."""
    speech = _ordinary()["speech"]
    words = [_otherwise(rng, word) for word in phrase.split(" ")]
    chance = rng.random()
    if chance < 0.10:
        words.insert(0, rng.choice(speech["before"]))
    elif chance < 0.20:
        words.append(rng.choice(speech["after"]))
    return " ".join(words).format(
        bedrag=f"{rng.randrange(210, 690)}.000",
        jaar=rng.choice(("2024", "2025", "vorig jaar")),
        maand=rng.choice(MONTHS),
        procent=rng.randrange(5, 19),
        m2=rng.randrange(85, 190),
    )


def _otherwise(rng: random.Random, word: str) -> str:
    synonyms = _ordinary()["synonyms"].get(word)
    return rng.choice(synonyms) if synonyms and rng.random() < 0.45 else word


def _wrapped(rng: random.Random, question: str, channel: Channel, opening: str) -> str:
    speech = _ordinary()["speech"]
    if channel in WRITTEN:
        return _written(rng, question, speech)
    parts = [question]
    if rng.random() < 0.40:
        parts.insert(0, rng.choice(speech[opening]))
    if rng.random() < 0.12:
        parts.insert(rng.randrange(len(parts) + 1), rng.choice(speech["small_talk"]))
    if rng.random() < 0.22:
        parts.append(rng.choice(speech["tail"]))
    text = rng.choice((" ", ", ", ", ")).join(parts)
    return _mistyped(rng, text + ("?" if rng.random() < 0.25 else ""))


def _written(rng: random.Random, question: str, speech: dict[str, list[str]]) -> str:
    sentence = question[0].upper() + question[1:] + rng.choice((".", "?", ""))
    opening = rng.choice(speech["opening_written"]) + ", " if rng.random() < 0.6 else ""
    tail = " " + rng.choice(speech["tail_written"]) if rng.random() < 0.5 else ""
    return _mistyped(rng, opening + sentence + tail)


def _mistyped(rng: random.Random, text: str) -> str:
    if rng.random() >= TYPING_ERROR_SHARE:
        return text
    words = text.split(" ")
    for _ in range(rng.choice((1, 1, 2))):
        place = rng.randrange(len(words))
        words[place] = _mistyped_word(rng, words[place])
    return " ".join(words)


def _mistyped_word(rng: random.Random, word: str) -> str:
    # Short words and numbers stay; in a long word the eye forgives the end, not the beginning.
    if len(word) < 4 or not word.isalpha():
        return word
    at = rng.randrange(7 if len(word) > 9 else 1, len(word) - 1)
    kind = rng.randrange(4)
    if kind == 0:
        return word[:at] + word[at + 1 :]
    if kind == 1:
        return word[:at] + word[at] + word[at:]
    if kind == 2:
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    return word[:at] + rng.choice("aeiounrtsl") + word[at + 1 :]
