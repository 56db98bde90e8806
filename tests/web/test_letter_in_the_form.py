"""The letter in the form of a mailing: as a file, pasted, and what stays of a file when the form comes back."""

from __future__ import annotations

import html
import io
import zipfile

import pytest
from mailing_forms import fields, said_beside, typed_text

from registry import letter
from registry.actor import Actor

SYSTEM = Actor.system()


def test_pasted_text_becomes_the_letter(house):
    visitor = house.visitor("taxes")
    visitor.post("/mailings", fields(house, letter_text="Beste bewoner,\r\n\r\nU betaalt. 🎉"))
    with house.store.reading() as session:
        name, content = letter.get_content(session, 1)
    assert (name, content.decode()) == ("brief.txt", "Beste bewoner,\r\n\r\nU betaalt. 🎉")


def test_a_field_of_ten_megabytes_gets_a_clear_answer(house):
    visitor = house.visitor("taxes")
    answer = visitor.post("/mailings", fields(house, letter_text="x" * 10_000_000))
    assert answer.status_code == 400 and "te lang" in answer.text
    whole = {"letter_file": ("brief.txt", b"x" * 12_000_000, "text/plain")}
    answer = visitor.post("/mailings", fields(house), files=whole)
    assert answer.status_code == 413 and "te groot" in answer.text
    assert house.count() == 0


def test_a_letter_just_over_the_limit_is_refused_beside_its_field(house):
    visitor = house.visitor("taxes")
    files = {"letter_file": ("brief.pdf", b"x" * (letter.MAX_BYTES + 1), "application/pdf")}
    answer = visitor.post("/mailings", fields(house), files=files)
    assert answer.status_code == 400
    assert "te groot" in said_beside(answer.text, "letter_file")


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("brief.pdf", b"%PDF-1.7 kapot", "beschadigd"),
        ("brief.docx", b"PK\x03\x04 afgebroken", "beschadigd"),
        ("brief.exe", b"MZ\x90\x00\x03\x00\x00\x00", "geen platte tekst"),
        ("brief.pdf", b"\x89PNG\r\n\x1a\n", "geen platte tekst"),
    ],
)
def test_a_file_that_is_no_letter_is_refused_at_once_and_the_rest_is_kept(house, name, content, said):
    files = {"letter_file": (name, content, "application/octet-stream")}
    answer = house.visitor("taxes").post("/mailings", fields(house), files=files)
    assert answer.status_code == 400 and said in said_beside(answer.text, "letter_file")
    assert 'value="WOZ-aanslag 2027"' in answer.text and house.count() == 0


def test_an_unreadable_or_empty_letter_is_no_fault(house):
    visitor = house.visitor("taxes")
    empty = visitor.post("/mailings", fields(house), files={"letter_file": ("leeg.pdf", b"", "application/pdf")})
    assert empty.status_code == 400 and "geen tekst" in said_beside(empty.text, "letter_file")
    broken = {"letter_file": ("..\\..\\kapot\x00.pdf", b"%PDF-1.7\n1 0 obj\x00\xff\xfe", "application/pdf")}
    answer = visitor.post("/mailings", fields(house), files=broken)
    assert answer.status_code == 303
    # what drafting says of it later stands on the page
    with house.store.writing() as session:
        kept = letter.find_letter(session, 1)
        assert "/" not in kept.filename and "\\" not in kept.filename
        letter.mark_failed(session, SYSTEM, kept.id, problem="letter_unreadable", now=house.moment)
    assert visitor.get("/mailings/TK2027-0001").status_code == 200
    assert visitor.get("/mailings/TK2027-0001/brief").headers["content-disposition"].startswith("attachment")


def word_file(text):
    """A Word document with a paragraph for each line."""
    body = "".join(f"<w:p><w:r><w:t>{html.escape(line)}</w:t></w:r></w:p>" for line in text.splitlines())
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    found = io.BytesIO()
    with zipfile.ZipFile(found, "w") as archive:
        archive.writestr("word/document.xml", f'<w:document xmlns:w="{space}"><w:body>{body}</w:body></w:document>')
    return found.getvalue()


@pytest.mark.parametrize("step", ["preview", "add_batch", "remove-2", "split"])
def test_the_text_of_a_chosen_file_stays_when_the_form_comes_back(house, step):
    files = {"letter_file": ("brief.docx", word_file("Beste bewoner,\nWij schrijven u."), "application/octet-stream")}
    answer = house.visitor("taxes").post("/mailings", fields(house, step=step, split_parts="2"), files=files)
    page = html.unescape(answer.text)
    assert typed_text(answer.text) == "Beste bewoner,\n\nWij schrijven u."
    assert (
        "De tekst van brief.docx staat nu hieronder. Kies het bestand opnieuw als u het bestand zelf wilt bewaren."
        in page
    )
    assert "Dit mist de brief" in page and "Een telefoonnummer of e-mailadres" in page
    assert house.count() == 0


def test_a_refused_form_keeps_the_text_of_its_file_too(house):
    files = {"letter_file": ("brief.txt", b"Beste bewoner, u betaalt.", "text/plain")}
    visitor = house.visitor("taxes")
    refused = visitor.post("/mailings", fields(house, title=""), files=files)
    assert refused.status_code == 400 and "De tekst van brief.txt staat nu hieronder" in refused.text
    kept = typed_text(refused.text)
    assert visitor.post("/mailings", fields(house, letter_text=kept)).status_code == 303
    with house.store.reading() as session:
        assert letter.get_content(session, 1)[1] == b"Beste bewoner, u betaalt."


def test_a_file_goes_before_what_was_pasted_and_says_so(house):
    files = {"letter_file": ("nieuw.txt", b"De nieuwe tekst.", "text/plain")}
    visitor = house.visitor("taxes")
    page = visitor.post("/mailings", fields(house, step="preview", letter_text="De oude tekst."), files=files).text
    assert typed_text(page) == "De nieuwe tekst." and "in plaats van de tekst die er stond" in page
    again = visitor.post("/mailings", fields(house, step="preview", letter_text="De nieuwe tekst."), files=files).text
    assert "De tekst van nieuw.txt staat nu hieronder. Kies" in again


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("leeg.txt", b"", "staat geen tekst"),
        ("kapot.docx", b"PK\x03\x04 afgebroken", "beschadigd"),
        ("kapot.pdf", b"%PDF-1.7\n1 0 obj\x00\xff\xfe", "kapot.pdf"),
        ("lang.txt", b"woord " * 40_000, "te groot"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_beside_its_field_before_registering_too(house, name, content, said):
    files = {"letter_file": (name, content, "application/octet-stream")}
    typed = fields(house, step="preview", letter_text="Wat er stond.")
    answer = house.visitor("taxes").post("/mailings", typed, files=files)
    assert answer.status_code == 400 and said in said_beside(answer.text, "letter_file")
    assert typed_text(answer.text) == "Wat er stond." and "staat nu hieronder" not in answer.text
    assert "Drukste week" in answer.text
