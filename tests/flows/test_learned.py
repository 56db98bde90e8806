"""What words mean is learned once per installation: kept as a file, taken over by the next process, and never trusted blindly."""

from __future__ import annotations

import numpy as np
import pytest

from drafting import meaning
from drafting.bank import Bank, Kind, Question
from flows import learned
from registry.settings import Settings

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
def settings(tmp_path, monkeypatch):
    """A data folder of an installation with a small bank; what this process knows of others is put back afterwards."""
    monkeypatch.setattr(meaning, "_AT_HAND", {})
    monkeypatch.setattr(learned.bank, "load", lambda: BANK)
    return Settings(data_dir=tmp_path)


def kept(settings):
    return sorted((settings.data_dir / learned.FOLDER).iterdir())


def forget():
    meaning._AT_HAND.clear()


def test_the_next_process_takes_over_what_the_first_learned(settings, monkeypatch):
    learned.get_ready(settings)
    (file,) = kept(settings)
    first = meaning.of_bank(BANK).vectors(SAID)
    forget()
    monkeypatch.setattr(meaning.Meaning, "learned", lambda *_args, **_more: pytest.fail("it learned again"))
    learned.get_ready(settings)
    again = meaning.of_bank(BANK)
    assert np.array_equal(again.vectors(SAID), first) and again.mended("gestoolen") == "gestolen"
    assert kept(settings) == [file]


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 half a file", b"nothing at all", np.arange(3).tobytes()])
def test_a_damaged_file_is_learned_anew(settings, content):
    learned.get_ready(settings)
    (file,) = kept(settings)
    whole = file.read_bytes()
    file.write_bytes(content)
    forget()
    learned.get_ready(settings)
    assert meaning.is_at_hand(BANK) and len(file.read_bytes()) == len(whole)


def test_what_was_learned_from_an_earlier_bank_goes(settings):
    learned.get_ready(settings)
    (file,) = kept(settings)
    old = file.with_name("meaning-0123456789.npz")
    file.rename(old)
    forget()
    learned.get_ready(settings)
    assert kept(settings) == [file] and not old.exists()


def test_a_folder_that_cannot_be_written_stops_nobody(settings):
    (settings.data_dir / learned.FOLDER).write_text("in the way")
    learned.get_ready(settings)
    assert meaning.is_at_hand(BANK)
