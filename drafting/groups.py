"""Lines of a contact log grouped: to known questions of the bank, to new questions, or left out as noise.

Callers ask one question in many ways. Lines are first joined to small groups that say nearly the same (fine character
n-gram groups are almost always pure); each small group is then attached to the known question it is most like, and what
does not attach stays as a new question. scikit-learn and scipy are loaded here only when grouping runs, never by a page.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from drafting.bank import Kind, Question
from drafting.frames import Frames, learn, parts, plain
from drafting.language import terms, words
from drafting.mask import mask
from drafting.matching import Matcher, questions_of
from drafting.meaning import Meaning
from drafting.spelling import Speller
from drafting.vectors import Space, literal_features

# Cosine distance up to which lines say nearly the same (average linkage).
SAME_SAYING = 0.53
# Likeness from which a small group belongs to a known question.
ATTACH = 0.3
# A caller's line is not longer than this; the rest tells a story.
LONGEST_LINE = 400
# Typical lines kept per group; they are the callers' words that search learns.
MOST_EXAMPLES = 12
# A log longer than this is sampled: what a thousand callers ask shows in a quarter of them too.
MOST_LINES = 20_000
# More different lines than this are joined to the groups of the commonest ones instead of compared with each other.
MOST_COMPARED = 2500


# How many known questions a line may lean to, and how fast less alike ones lose weight.
LEANINGS = 6
SOFTNESS = 0.06
# So many of the commonest small groups are laid beside the known questions; a log of ordinary size has far fewer.
MOST_MATCHED = 3000
# How many different lines of a small group are laid beside the known questions.
SPEAKING_LINES = 8

Leaning = tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class LogLine:
    """One contact: own words, and whether the KCC could answer it (None where the log does not say)."""

    contact_id: str
    text: str
    answered: bool | None = None


@dataclass(frozen=True)
class Group:
    """Contacts that ask the same.

    `question_id` is "<kind>.<question>" for a known question and None for a new one; `phrase` is the most typical line,
    `examples` typical lines without personal data; `unanswered_share` None where the log does not say.
    """

    key: str
    question_id: str | None
    question: str
    phrase: str
    contact_ids: tuple[str, ...]
    examples: tuple[str, ...]
    unanswered_share: float | None = None

    @property
    def count(self) -> int:
        """How many contacts asked it."""
        return len(self.contact_ids)


@dataclass(frozen=True)
class Grouping:
    """Groups by count; `noise` are contacts without a question about this mailing; `doubles` hold two questions.

    `leanings` gives per contact the known questions it may ask, with weights; the group is the heaviest or none. `said` is per
    contact what was grouped: its questions without personal data, greeting and closing.
    """

    groups: tuple[Group, ...]
    noise: tuple[str, ...] = ()
    doubles: tuple[str, ...] = ()
    lines: int = 0
    frames: Frames = field(default_factory=Frames)
    leanings: Mapping[str, Leaning] = field(default_factory=dict)
    left_out: int = 0
    said: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def group_of(self) -> dict[str, str]:
        """The key of the first group of each contact."""
        found: dict[str, str] = {}
        for group in self.groups:
            for contact_id in group.contact_ids:
                found.setdefault(contact_id, group.key)
        return found


def group(
    lines: Iterable[LogLine], kinds: Sequence[Kind] = (), meaning: Meaning | None = None, most: int = MOST_LINES
) -> Grouping:
    """Groups the lines of one mailing's log.

    Args:
        lines: the contacts; of double questions each part is grouped, the contact counts in both groups.
        kinds: the kinds the letter may be (`drafting.letter_type`), whose questions are known.
        meaning: what the bank teaches about words (`drafting.meaning.of_bank`); without it fewer lines find their question.
        most: of a longer log this many lines are taken, evenly over its length; `left_out` says how many were not.
    """
    everything = list(lines)
    step = max(1.0, len(everything) / most)
    taken = [everything[int(n * step)] for n in range(min(most, len(everything)))]
    pieces: list[tuple[int, str]] = []
    doubles: list[str] = []
    for number, line in enumerate(taken):
        found = parts(plain(mask(line.text[:LONGEST_LINE])))
        pieces += [(number, piece) for piece in found]
        if len(found) > 1:
            doubles.append(line.contact_id)
    frames = learn([piece for _, piece in pieces])
    stripped = [frames.strip(piece) for _, piece in pieces]
    speller = Speller.of(stripped, least=2)
    said = [" ".join(speller.mended(word, rarer_than=2) for word in words(piece)) for piece in stripped]
    labels, known, leanings = _labels(said, kinds, meaning)
    members: dict[str, list[int]] = defaultdict(list)
    for piece_number, label in enumerate(labels):
        if label is not None:
            members[label].append(piece_number)
    questions = {f"{kind.id}.{question.id}": question for kind in kinds for question in kind.questions}
    groups = [
        _group(
            label, numbers, [pieces[n][0] for n in numbers], stripped, taken, questions.get(known.get(label, "")), known
        )
        for label, numbers in members.items()
    ]
    grouped = {contact_id for found in groups for contact_id in found.contact_ids}
    noise = tuple(line.contact_id for line in taken if line.contact_id not in grouped)
    ordered = tuple(sorted(groups, key=lambda found: (-found.count, found.key)))
    leaning = {
        taken[owner].contact_id: leanings.get(text, ())
        for (owner, _), text in reversed(list(zip(pieces, said, strict=True)))
    }
    spoken: dict[str, list[str]] = defaultdict(list)
    for (owner, _), text in zip(pieces, stripped, strict=True):
        spoken[taken[owner].contact_id].append(text)
    return Grouping(
        ordered, noise, tuple(doubles), len(taken), frames, leaning, len(everything) - len(taken),
        {contact_id: tuple(texts) for contact_id, texts in spoken.items()},
    )  # fmt: skip


def _group(
    label: str,
    numbers: list[int],
    owners: list[int],
    stripped: list[str],
    taken: list[LogLine],
    question: Question | None,
    known: dict[str, str],
) -> Group:
    sayings = Counter(stripped[n] for n in numbers)
    ranked = sorted(sayings, key=lambda text: (-sayings[text], abs(len(text) - 45), text))
    contacts = [taken[n] for n in dict.fromkeys(owners)]
    told = [line.answered for line in contacts if line.answered is not None]
    return Group(
        key=label,
        question_id=known.get(label),
        question=question.question if question else "",
        phrase=ranked[0],
        contact_ids=tuple(line.contact_id for line in contacts),
        examples=tuple(ranked[:MOST_EXAMPLES]),
        unanswered_share=round(told.count(False) / len(told), 3) if told else None,
    )


def _labels(
    said: list[str], kinds: Sequence[Kind], meaning: Meaning | None
) -> tuple[list[str | None], dict[str, str], dict[str, Leaning]]:
    """A group label per piece (None for noise), the known question a label stands for, and per saying what it may ask."""
    counts = Counter(text for text in said if terms(text))
    if not counts:
        return [None] * len(said), {}, {}
    unique = [text for text, _ in counts.most_common()]
    small = _small_groups(unique, Space.of(unique, read=literal_features))
    leaning_of = _leanings(unique, small, counts, kinds, meaning)
    label_of: dict[str, str] = {}
    known: dict[str, str] = {}
    names: dict[int, str] = {}
    for text, number in zip(unique, small, strict=True):
        question_id, likeness = leaning_of[number][0] if leaning_of.get(number) else ("", 0.0)
        if likeness >= ATTACH:
            label_of[text] = question_id
            known[question_id] = question_id
        else:
            label_of[text] = names.setdefault(number, f"nieuw-{len(names) + 1}")
    leanings = {text: _softened(leaning_of.get(number, ())) for text, number in zip(unique, small, strict=True)}
    return [label_of.get(text) for text in said], known, leanings


def _softened(likenesses: Leaning) -> Leaning:
    """Likenesses as weights: the best counts most, one a good deal less alike hardly."""
    best = likenesses[0][1] if likenesses else 0.0
    return tuple((question_id, math.exp((likeness - best) / SOFTNESS)) for question_id, likeness in likenesses)


def _small_groups(unique: list[str], space: Space) -> list[int]:
    """A group number per different line: average linkage over the commonest, the rest joined to the nearest."""
    from scipy.cluster.hierarchy import fcluster, linkage
    from scipy.spatial.distance import squareform

    head = min(len(unique), MOST_COMPARED)
    if head < 2:
        return list(range(len(unique)))
    rows = _sparse(space, unique)
    heads = rows[:head].T.tocsc()
    likeness = (rows[:head] @ heads).toarray()
    distance = 1.0 - np.clip((likeness + likeness.T) / 2, 0.0, 1.0)
    np.fill_diagonal(distance, 0.0)
    tree = linkage(squareform(distance, checks=False), "average")
    numbers = [int(number) for number in fcluster(tree, SAME_SAYING, "distance")]
    following = max(numbers) + 1
    for start in range(head, len(unique), 1000):
        cosines = (rows[start : start + 1000] @ heads).toarray()
        for nearest, likest in zip(cosines.argmax(axis=1), cosines.max(axis=1), strict=True):
            if likest >= 1 - SAME_SAYING:
                numbers.append(numbers[int(nearest)])
            else:
                numbers.append(following)
                following += 1
    return numbers


def _sparse(space: Space, texts: list[str]) -> Any:
    """The texts as rows of unit length in a sparse matrix (scipy.sparse.csr_matrix of float32)."""
    from scipy.sparse import csr_matrix

    column = {name: number for number, name in enumerate(space.idf)}
    starts, columns, values = [0], [], []
    for text in texts:
        for name, weight in space.unit(text):
            columns.append(column[name])
            values.append(weight)
        starts.append(len(columns))
    parts = (np.asarray(values, np.float32), np.asarray(columns, np.int32), np.asarray(starts, np.int32))
    return csr_matrix(parts, shape=(len(texts), len(column)))


def _leanings(
    unique: list[str], small: list[int], counts: Counter[str], kinds: Sequence[Kind], meaning: Meaning | None
) -> dict[int, Leaning]:
    """Per small group the known questions it is most like, best first, with the mean likeness of its lines."""
    questions = questions_of(kinds)
    if not questions:
        return {}
    # the commonest lines of a group speak for it
    speaking: dict[int, list[str]] = defaultdict(list)
    for text, number in zip(unique, small, strict=True):
        if (number in speaking or len(speaking) < MOST_MATCHED) and len(speaking[number]) < SPEAKING_LINES:
            speaking[number].append(text)
    said = [text for texts in speaking.values() for text in texts]
    read = [meaning.mended(text) for text in said] if meaning else said
    matcher = Matcher(questions, meaning, read, {kind.id: kind.fit for kind in kinds})
    scores = dict(zip(said, matcher.scores(read), strict=True))
    ids = [question_id for question_id, _ in questions]
    found: dict[int, Leaning] = {}
    for number, texts in speaking.items():
        mean = np.average([scores[text] for text in texts], axis=0, weights=[counts[text] for text in texts])
        best = np.argsort(-mean, kind="stable")[:LEANINGS]
        found[number] = tuple((ids[int(i)], float(mean[i])) for i in best)
    return found
