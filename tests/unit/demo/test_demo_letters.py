"""The PDF of a letter says what its text says."""

from __future__ import annotations

import io

import pypdf
import pytest

from demo import letter_files


@pytest.mark.parametrize("stem", letter_files.STEMS)
def test_the_pdf_has_the_words_of_the_text(stem: str) -> None:
    pages = pypdf.PdfReader(io.BytesIO(letter_files.letter_pdf(stem))).pages
    words = " ".join(page.extract_text() for page in pages).split()
    assert words == letter_files.letter_text(stem).split()
