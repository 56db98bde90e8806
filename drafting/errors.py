"""What can be wrong with a letter or a pasted file, as anticipated errors; the Dutch sentence per code is made in templates."""

from __future__ import annotations

from typing import ClassVar

from registry.errors import Anticipated


class LetterProblem(Anticipated):
    """Base of everything that can be wrong with a letter file. Facts: `filename` and what the kind adds."""

    code: ClassVar[str] = "letter_problem"


class UnknownFormat(LetterProblem):
    """Neither plain text, PDF nor DOCX. Facts: `filename`."""

    code: ClassVar[str] = "letter_unknown_format"


class LetterUnreadable(LetterProblem):
    """Broken file, or a reader that fell over on it. Facts: `filename`, `detail` (technical, for the log)."""

    code: ClassVar[str] = "letter_unreadable"


class LetterEncrypted(LetterProblem):
    """Needs a password. Facts: `filename`."""

    code: ClassVar[str] = "letter_encrypted"


class LetterScanned(LetterProblem):
    """Pages with pictures and no text layer. Facts: `filename`, `pages`."""

    code: ClassVar[str] = "letter_scanned"


class LetterTooLarge(LetterProblem):
    """Over a limit. Facts: `filename`, `reason` (bytes, pages, text, time or memory), `limit`."""

    code: ClassVar[str] = "letter_too_large"


class LetterEmpty(LetterProblem):
    """No words at all. Facts: `filename`."""

    code: ClassVar[str] = "letter_empty"


class BankInvalid(Anticipated):
    """A file of the question bank does not have the agreed shape. Facts: `file`, `detail`."""

    code: ClassVar[str] = "bank_invalid"


class UnreadableQuestions(Anticipated):
    """Pasted or uploaded questions and answers hold none we can read. Facts: `filename`."""

    code: ClassVar[str] = "external_qa_unreadable"
