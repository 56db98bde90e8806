"""What words mean is learned once per installation: kept as a file, taken over by the next process, and never trusted blindly."""

from __future__ import annotations

import numpy as np
import pytest

from drafting import learned, meaning
from drafting.bank import Bank, Kind, Question

SAID = ("mijn pas is kwijt", "ik ben mijn pas verloren", "pas gestolen", "waar is mijn pas", "nieuwe pas aanvragen")
BANK = Bank(
    (),
    Kind(
        "onbekend",
        "Algemeen",
        "Gemeente",
        None,
        (),
        tuple(Question(f"v{n}", f"{each}?", SAID) for n, each in enumerate(SAID)),
    ),
)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder beside a small bank; what this process knows of others is put back afterwards."""
    monkeypatch.setattr(meaning, "_AT_HAND", {})
    monkeypatch.setattr(learned.bank, "load", lambda: BANK)
    return tmp_path / "learned"


def kept(folder):
    return sorted(folder.iterdir())


def forget():
    meaning._AT_HAND.clear()


def test_the_next_process_takes_over_what_the_first_learned(folder, monkeypatch):
    learned.get_ready(folder)
    (file,) = kept(folder)
    first = meaning.of_bank(BANK).vectors(SAID)
    forget()
    monkeypatch.setattr(meaning.Meaning, "learned", lambda *_args, **_more: pytest.fail("it learned again"))
    learned.get_ready(folder)
    again = meaning.of_bank(BANK)
    assert np.array_equal(again.vectors(SAID), first) and again.mended("gestoolen") == "gestolen"
    assert kept(folder) == [file]


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 half a file", b"nothing at all", np.arange(3).tobytes()])
def test_a_damaged_file_is_learned_anew(folder, content):
    learned.get_ready(folder)
    (file,) = kept(folder)
    whole = file.read_bytes()
    file.write_bytes(content)
    forget()
    learned.get_ready(folder)
    assert meaning.is_at_hand(BANK) and len(file.read_bytes()) == len(whole)


def test_what_was_learned_from_an_earlier_bank_goes(folder):
    learned.get_ready(folder)
    (file,) = kept(folder)
    old = file.with_name("meaning-0123456789.npz")
    file.rename(old)
    forget()
    learned.get_ready(folder)
    assert kept(folder) == [file] and not old.exists()


def test_a_folder_that_cannot_be_written_stops_nobody(folder):
    folder.write_text("in the way")
    learned.get_ready(folder)
    assert meaning.is_at_hand(BANK)
