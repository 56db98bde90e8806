"""The letter in the forms of a mailing: a file or pasted text. A browser keeps no file when a page is drawn anew, so its text stays."""

from __future__ import annotations

from dataclasses import dataclass, replace

from drafting import letter as letter_reader
from drafting.difference import difference
from drafting.errors import LetterEmpty
from registry import letter
from registry.errors import Anticipated, BadValue
from registry.letter import LetterView
from templates import letter_phrases
from templates.values.frame import Change, Piece
from web.visit import Posted, Upload

FILE, TEXT = "letter_file", "letter_text"
PASTED = "brief.txt"
LONGEST_COMPARED = 10_000
"""Characters of a letter that are compared word by word: two unlike texts of this length cost about a second (measured)."""


@dataclass(frozen=True)
class TakenOver:
    """A form of which the file became text: what was posted with that text in it, a sentence about it, or what is wrong with the file."""

    posted: Posted
    said: str = ""
    problem: Anticipated | None = None


@dataclass(frozen=True)
class LetterChange:
    """What a change does to the letter, in words; `pieces` is empty where there was no text before or it is too long to compare."""

    row: Change
    pieces: tuple[Piece, ...] = ()
    is_too_long: bool = False


def given(posted: Posted) -> Upload | None:
    """Return the letter as file or as pasted text; a file goes before text.

    Raises:
        BadValue: an empty file, one that is too large, or one of which the outside tells that nobody can read it.
    """
    upload = posted.uploads.get(FILE)
    text = posted.fields.get(TEXT, "").strip()
    if upload is None:
        return Upload(PASTED, text.encode()) if text else None
    if not upload.content:
        raise BadValue("letter_empty", field=FILE, filename=upload.filename)
    if len(upload.content) > letter.MAX_BYTES:
        raise BadValue("letter_too_large", field=FILE, filename=upload.filename, limit="10 MB")
    try:
        letter_reader.refuse_at_sight(upload.content, upload.filename)
    except Anticipated as error:
        raise _beside_file(error) from error
    return upload


def take_over(posted: Posted, lang: str) -> TakenOver:
    """Read the file of a form that comes back to its sender and put its text into the field for pasted text."""
    upload = posted.uploads.get(FILE)
    if upload is None:
        return TakenOver(posted)
    try:
        given(posted)
        text = letter_reader.read(upload.content, upload.filename).text.strip()
    except BadValue as error:
        return TakenOver(posted, problem=error)
    except Anticipated as error:
        return TakenOver(posted, problem=_beside_file(error))
    pasted = posted.fields.get(TEXT, "")
    is_instead = bool(pasted.strip()) and cleaned(pasted) != text
    said = letter_phrases.letter_input("instead" if is_instead else "taken_over", lang, file=upload.filename)
    return TakenOver(replace(posted, fields={**posted.fields, TEXT: text}), said)


def cleaned(text: str) -> str:
    """Return a pasted text as it is compared; "" when it holds no words."""
    try:
        return letter_reader.of_text(text).text.strip()
    except LetterEmpty:
        return ""


def is_kept_already(upload: Upload, posted: Posted, kept: LetterView | None) -> bool:
    """Tell whether what was pasted is the text of the letter that is kept, so that its file stays; a file is always new."""
    return FILE not in posted.uploads and cleaned(upload.content.decode()) == _text(kept)


def changed(posted: Posted, kept: LetterView | None, lang: str) -> LetterChange | None:
    """Return what the letter in a form changes; None when it holds none, or the one that is kept.

    Raises:
        BadValue: the pasted text holds no words.
    """
    text = posted.fields.get(TEXT, "")
    if not text.strip():
        return None
    new, before = cleaned(text), _text(kept)
    if not new:
        raise BadValue("letter_without_words", field=TEXT)
    is_same = new == before
    if is_same and FILE not in posted.uploads:
        return None
    row = Change(
        letter_phrases.letter_input("letter", lang),
        kept.filename if kept else letter_phrases.letter_input("none", lang),
        letter_phrases.letter_input("same_text" if is_same else "new_text", lang),
    )
    if before is None or is_same:
        return LetterChange(row)
    if max(len(before), len(new)) > LONGEST_COMPARED:
        return LetterChange(row, is_too_long=True)
    return LetterChange(row, tuple(Piece(piece.change.value, piece.text) for piece in difference(before, new)))


def _text(kept: LetterView | None) -> str | None:
    return kept.text.strip() if kept is not None and kept.text is not None else None


def _beside_file(error: Anticipated) -> BadValue:
    return BadValue(error.code, field=FILE, **error.facts)
