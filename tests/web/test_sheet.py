"""Files for a spreadsheet: what is in a cell is what is read."""

from __future__ import annotations

from datetime import date

import pytest

from web.sheet import as_sheet


def test_a_dutch_spreadsheet_reads_numbers_days_and_accents() -> None:
    written = as_sheet(
        [("naam", "deel", "dag", "leeg"), ("Geëerd; lezer", 0.25, date(2027, 3, 9), None), (3, -2.0, "", 0)]
    )
    assert written.startswith(b"\xef\xbb\xbf")
    assert written.decode("utf-8-sig").split("\r\n") == [
        "naam;deel;dag;leeg",
        '"Geëerd; lezer";0,25;09-03-2027;',
        "3;-2,0;;0",
        "",
    ]
    assert b"0.25" in as_sheet([(0.25,)], "en")


@pytest.mark.parametrize("text", ["=1+1", "+31", "-3 dagen", "@x", "\tx", "\rx"])
def test_no_text_is_run_as_a_formula(text: str) -> None:
    assert as_sheet([(text,)]).decode("utf-8-sig").strip("\r\n").strip('"') == f"'{text}"
