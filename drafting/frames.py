"""What stands around a question in a contact line: greetings, "mevrouw belt:", "graag terugbellen"; known ones and learned ones.

Agents and callers begin and end lines with the same words whatever the question is. Such frames make lines about
different things look alike, so grouping and search look at the line without them.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from operator import eq

from drafting.language import fold, word_set, words

_GREETING = re.compile(
    r"^(?:(?:ja|dag|hallo|hoi|hai|goede(?:morgen|middag|navond|avond|ndag)|beste|geachte|hey|he|hee|nou|eh|ehm|even|moi)\b[\s,!.]*)+"
)
_CALLER = re.compile(
    r"^(?:(?:de )?(?:mevr(?:ouw)?|mw|dhr|meneer|mijnheer|heer|klant|beller|inwoner|bewoner|bewoonster|burger|kiezer|ouder|inwoonster)\.?"
    r"(?: (?:aan de lijn|belt|vraagt|belde|wil weten|stelt|appt|mailt|aan de balie))(?: (?:over|dat|of|om"
    r"|met|namens|voor))?(?: [a-z-]+(?=[,:]))?[\s,:;-]+)"
)
_SUBJECT = re.compile(
    r"^(?:(?:ik (?:bel|heb (?:een )?vraag|mail|schrijf)|(?:een )?vraag(?:je)?|kleine vraag|korte vraag"
    r"|betreft|ivm|i\.v\.m\.|inzake|even|gaat)\s?(?:over|wegens|vanwege|betreffende"
    r"|om)?\s*(?:[^,:;]{0,40})[:;]\s*)"
)
# "Klopt het dat ...", "ik wilde even vragen of ...": asks nothing by itself. Not "klopt niet", which does.
_ASKING = re.compile(
    r"^(?:klopt het dat|is het (?:zo|waar) dat|mag ik (?:u )?(?:iets|wat) vragen|ik bel (?:even )?omdat"
    r"|ik (?:wil|wilde|wou|zou) (?:(?:graag|even|eens|alleen|willen) )*(?:weten|vragen)(?: of)?|ik vr(?:aa|oe)g me af(?: of)?"
    r"|weet u(?: misschien| toevallig)?(?: of|(?= (?:wanneer|waar|hoe|wat|wie|welke)))"
    r"|(?:kunt|kan|kun) (?:u|je|iemand) (?:mij |me )?(?:even |misschien )?(?:vertellen|zeggen|uitleggen)(?: of)?"
    r"|ik (?:heb|had) (?:nog |even )?een vraag(?:je)?(?: (?:over|bij)[^,:;]{0,40}(?=[,:;]))?)[\s,:;]+(?:en )?"
)
_CLOSING = re.compile(
    r"(?:[\s,.;-]+(?:graag (?:terugbellen|antwoord|reactie|snel|gebeld)[^,.?]{0,25}|alvast (?:bedankt"
    r"|dank)|bedankt|dank u(?: wel)?|dankjewel|mvg|groet(?:en|jes)?|aub|svp"
    r"|kunt u dat uitzoeken|(?:met )?vriendelijke groet\w*))+[\s.!?]*$"
)
_SMALL_TALK = word_set(
    """ja nee ok oke okay prima fijn hallo hoi hai dag doei hey he goedemorgen goedemiddag goedenavond goedenmiddag bedankt dank dankjewel
    danku wel u je test proef niets geen vraag tot ziens horens fijne avond weekend dank graag gedaan top super hartelijk mvg groet groeten
    groetjes met vriendelijke"""
)
# A learned frame stands before or after at least so many different rests, at least this share of which is also said without it.
LEAST_RESTS = 4
LEAST_SHARE = 0.22
LONGEST_FRAME = 9
# Frames show in far fewer lines than a big log has.
MOST_LEARNED_FROM = 20_000

_JOINTS = re.compile(
    r"(?:\s*\+\s+|\s+en dan nog:?\s+|[,.]?\s+(?:en )?verder\s+|[,.]?\s+en ook\s+|[.?]\s+(?:en )?ook\s+"
    r"|[,.]?\s+daarnaast\s+|[,.?]?\s+tweede vraag:?\s+|\s*\?\s+en\s+)"
)


def plain(text: str) -> str:
    """A line in small letters without greeting, caller and closing words, one space between words; empty for small talk."""
    line = re.sub(r"\s+", " ", fold(text)).strip()
    for pattern in (_GREETING, _CALLER, _GREETING, _SUBJECT, _ASKING, _CLOSING):
        shorter = pattern.sub("", line, count=1)
        line = shorter if len(shorter) >= 4 else line
    line = line.strip(" ,.;:!?-")
    return "" if all(word in _SMALL_TALK for word in words(line)) else line


def parts(text: str) -> tuple[str, ...]:
    """The questions of a line that holds two ("... en dan nog: ..."); a part has at least two words."""
    found = [piece for piece in _JOINTS.split(text) if len(piece.split()) >= 2]
    return tuple(found) if len(found) > 1 else (text,)


@dataclass(frozen=True)
class Frames:
    """Learned openings and closings, as tuples of words, longest first."""

    openings: tuple[tuple[str, ...], ...] = ()
    closings: tuple[tuple[str, ...], ...] = ()

    def strip(self, line: str) -> str:
        """The line without learned frames; one slip of the keyboard in a frame is forgiven."""
        tokens = line.split()
        for frame in self.openings:
            if len(tokens) > len(frame) and _alike(tokens[: len(frame)], frame):
                tokens = tokens[len(frame) :]
                break
        for frame in self.closings:
            if len(tokens) > len(frame) and _alike(tokens[-len(frame) :], frame):
                tokens = tokens[: -len(frame)]
                break
        return " ".join(tokens).strip(" ,.;:!?-")


def learn(lines: Sequence[str]) -> Frames:
    """Learns the frames of a log from its plain lines (see `plain`): two rounds, openings and closings in turn."""
    frames = Frames()
    for _ in range(2):
        current = list({frames.strip(line) for line in lines[:MOST_LEARNED_FROM]})
        tokens = [line.split() for line in current]
        said = {_key(found) for found in tokens}
        openings = _learned(tokens, said, front=True)
        closings = _learned(tokens, said, front=False)
        frames = Frames(_longest_first(frames.openings, openings), _longest_first(frames.closings, closings))
    return frames


def _longest_first(known: tuple[tuple[str, ...], ...], new: list[tuple[str, ...]]) -> tuple[tuple[str, ...], ...]:
    return tuple(sorted({*known, *new}, key=lambda frame: (-len(frame), frame)))


def _key(tokens: Sequence[str]) -> str:
    return " ".join(tokens).strip(" ,.;:!?-")


def _learned(lines: list[list[str]], said: set[str], front: bool) -> list[tuple[str, ...]]:
    rests: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for tokens in lines:
        for length in range(1, min(LONGEST_FRAME, len(tokens) - 1) + 1):
            frame = tuple(tokens[:length]) if front else tuple(tokens[-length:])
            rests[frame].add(_key(tokens[length:] if front else tokens[:-length]))
    found = []
    for frame, after in rests.items():
        if len(after) < LEAST_RESTS or (len(frame) == 1 and len(frame[0]) < 4):
            continue
        also = sum(rest in said for rest in after)
        if also >= LEAST_RESTS and also / len(after) >= LEAST_SHARE:
            found.append(frame)
    return _without_parts(found, rests)


def _without_parts(found: list[tuple[str, ...]], rests: dict[tuple[str, ...], set[str]]) -> list[tuple[str, ...]]:
    """Keeps of nested frames the one that is followed by most different rests."""
    kept: list[tuple[str, ...]] = []
    for frame in sorted(found, key=lambda item: (-len(rests[item]), -len(item))):
        nested = any(_nested(frame, other) for other in kept)
        if not nested or len(frame) > 1:
            kept.append(frame)
    return kept


def _nested(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    short, long = sorted((one, other), key=len)
    return long[: len(short)] == short or long[-len(short) :] == short


def _alike(tokens: Sequence[str], frame: tuple[str, ...]) -> bool:
    if tuple(tokens) == frame:
        return True
    # a slip is in one word: another one is as it should be
    if len(frame) < 2 or not any(map(eq, tokens, frame)):
        return False
    a, b = " ".join(tokens), " ".join(frame)
    if abs(len(a) - len(b)) > 2:
        return False
    shared = Counter(_pairs(a)) & Counter(_pairs(b))
    return 2 * sum(shared.values()) / (len(a) + len(b) - 2) >= 0.8


def _pairs(text: str) -> list[str]:
    return [text[i : i + 2] for i in range(len(text) - 1)]
