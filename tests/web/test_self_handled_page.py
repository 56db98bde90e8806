"""The page about the part that the KCC answered itself: figures that add up, a file beside it, and clear refusals."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from typing import Any

import pytest

from registry.contact import Contact
from registry.kinds import Channel


@pytest.fixture
def busy(house: Any) -> Any:
    with house.store.writing() as session:
        session.add_all(
            Contact(
                organisation_id=1,
                at=house.moment - timedelta(minutes=step),
                channel=Channel.PHONE,
                topic="=woz" if step % 5 == 0 else "afval",
                words="Klopt dit?",
                answered=step % 5 != 0,
            )
            for step in range(100)
        )
    return house


def test_the_share_stands_beside_the_norm_with_what_there_is_to_win(busy: Any) -> None:
    page = busy.visitor("analyst").get("/zelf-beantwoord").text
    for words in (
        "80,0%",
        "de norm is 80%",
        "Hier is het meeste te winnen",
        "Per week",
        "Per kanaal",
        "onder de norm",
    ):
        assert words in page
    english = busy.visitor("lead").get("/zelf-beantwoord?lang=en")
    assert english.status_code == 200


def test_the_file_holds_the_same_lines_and_no_formula(busy: Any) -> None:
    answer = busy.visitor("lead").get("/zelf-beantwoord.csv")
    rows = list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff")), delimiter=";"))
    assert ["Onderwerp", "afval", "80", "0", "1,0"] in rows and ["Onderwerp", "'=woz", "0", "20", "0,0"] in rows
    assert sum(int(row[2]) for row in rows if row[0] == "Week vanaf") == 80


@pytest.mark.parametrize("query", ["van=gisteren", "van=2027-02-01&tot=2027-01-01", "van=2020-01-01"])
def test_a_period_that_cannot_be_is_said_beside_the_field(busy: Any, query: str) -> None:
    answer = busy.visitor("lead").get(f"/zelf-beantwoord?{query}")
    assert answer.status_code == 400 and 'id="van-error"' in answer.text
    assert busy.visitor("lead").get(f"/zelf-beantwoord.csv?{query}").status_code == 400


def test_without_a_source_that_tells_the_page_says_so_and_agents_may_not_look(house: Any) -> None:
    assert "Nog niet bekend" in house.visitor("lead").get("/zelf-beantwoord").text
    assert house.visitor("agent").get("/zelf-beantwoord").status_code == 403
