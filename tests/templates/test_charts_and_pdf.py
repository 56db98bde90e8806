"""The chart specs, their pictures, and the PDF."""

from __future__ import annotations

import io
import re
import subprocess
import sys
from datetime import date, timedelta
from itertools import pairwise

import mailing_samples
import pikepdf
import pytest
import review_samples
import samples
from hypothesis import given
from hypothesis import strategies as st

from templates import charts, environment, pdf
from templates.charts import CHARACTER_PIXELS, NARROW_PLOT_PIXELS, Marker, place_markers

FIRST = date(2027, 1, 1)


@given(st.lists(st.tuples(st.integers(0, 60), st.text("deel 123", min_size=1, max_size=12)), max_size=15))
def test_labels_of_markers_never_overlap(marks: list[tuple[int, str]]) -> None:
    last = FIRST + timedelta(days=60)
    placed = place_markers([Marker(FIRST + timedelta(days=at), text) for at, text in marks], FIRST, last)
    per_day = NARROW_PLOT_PIXELS / 60
    for one in placed:
        for other in placed:
            if one is not other and one.row == other.row:
                apart = abs((one.on - other.on).days) * per_day
                assert apart >= (len(one.text) + len(other.text)) * CHARACTER_PIXELS / 2
    assert {one.on for one in placed} == {FIRST + timedelta(days=at) for at, _ in marks}


def test_marks_of_one_day_become_one_label() -> None:
    placed = place_markers([Marker(FIRST, "deel 1"), Marker(FIRST, "deel 2")], FIRST, FIRST)
    assert [one.text for one in placed] == ["deel 1, deel 2"]


def _series(spec: dict[str, object]) -> set[str]:
    rows = [row for values in spec["datasets"].values() for row in values] if "datasets" in spec else []  # type: ignore[attr-defined]
    rows += [row for layer in spec["layer"] for row in layer.get("data", {}).get("values", [])]  # type: ignore[attr-defined]
    return {row["series"] for row in rows if "series" in row}


def test_a_forecast_without_capacity_draws_no_capacity() -> None:
    days = [samples.replace(day, capacity=None) for day in mailing_samples.FORECAST_DAYS]
    assert _series(charts.forecast_spec(days, [], "nl")) == {"Verwacht", "Gewone contacten", "Bandbreedte (90%)"}
    assert "Capaciteit" in _series(charts.forecast_spec(mailing_samples.FORECAST_DAYS, [], "nl"))


def test_a_chart_speaks_the_language_asked_for() -> None:
    assert _series(charts.review_spec(review_samples.REVIEW_DAYS, [], "en")) == {
        "Actual",
        "Expected",
        "Ordinary contacts",
        "Range (90%)",
    }


def test_a_stored_chart_knows_its_words_in_the_other_language() -> None:
    words = charts.forecast_spec(mailing_samples.FORECAST_DAYS, [], "nl")["usermeta"]["words"]
    assert words["en"]["Gewone contacten"] == "Ordinary contacts" and words["en"]["Dag"] == "Day"


def test_a_stored_chart_says_its_batches_in_the_other_language() -> None:
    on = review_samples.REVIEW_DAYS[0].on
    words = charts.review_spec(review_samples.REVIEW_DAYS, [Marker(on, "deel 1"), Marker(on, "deel 2")], "nl")[
        "usermeta"
    ]["words"]
    assert words["en"]["deel 1, deel 2"] == "part 1, part 2"


def test_a_review_without_a_plan_draws_and_names_no_plan() -> None:
    spec = charts.review_spec(review_samples.REVIEW_DAYS, [], "nl", has_plan=False)
    assert _series(spec) == {"Werkelijk", "Gewone contacten"}
    assert "Bandbreedte" not in str(spec["layer"])


def test_a_chart_without_days_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one day"):
        charts.forecast_spec([], [], "nl")


def test_labels_of_days_keep_a_gap_where_the_plot_is_as_narrow_as_on_a_phone() -> None:
    spec = charts.forecast_spec(mailing_samples.FORECAST_DAYS, [], "nl")
    label = r'text-anchor="(\w+)" transform="translate\(([\d.]+),[\d.]+\)"[^>]* opacity="1">(\d+ \w{3})<'
    gaps = []
    for width in range(150, 330, 20):
        spans = []
        for anchor, at, text in re.findall(label, charts.spec_to_svg(spec, "nl", width)):
            wide = 6 * len(text)  # pixels, of letters 12 pixels high
            left = float(at) - {"start": 0, "middle": wide / 2, "end": wide}[anchor]
            spans.append((left, left + wide))
        assert len(spans) > 1
        gaps += [right[0] - left[1] for left, right in pairwise(spans)]
    assert min(gaps) > 5


def test_every_colour_of_a_chart_has_a_name_in_the_theme() -> None:
    theme = (environment.ROOT / "pages" / "static" / "theme.css").read_text()
    spec = charts.review_spec(review_samples.REVIEW_DAYS, [Marker(review_samples.REVIEW_DAYS[0].on, "deel 1")], "nl")
    assert spec["usermeta"]["colours"] == charts.COLOURS
    assert [name for name in charts.COLOURS.values() if f"--torenkamer-chart-{name}:" not in theme] == []


def test_pictures_are_made_of_a_spec_and_leave_it_alone() -> None:
    spec = charts.forecast_spec(
        mailing_samples.FORECAST_DAYS, [Marker(mailing_samples.FORECAST_DAYS[1].on, "deel 1")], "nl"
    )
    svg = charts.spec_to_svg(spec, "nl")
    assert svg.startswith("<svg") and "22 feb" in svg and "1.200" in svg and "deel 1" in svg
    assert charts.spec_to_png(spec, "nl", 360).startswith(b"\x89PNG")
    assert spec["width"] == "container"


def test_rendering_a_page_loads_neither_altair_nor_weasyprint() -> None:
    code = (
        "import sys; from templates import environment, charts, pdf, sentences, phrases; "
        "environment.environment('nl').get_template('pages/mailing.html'); "
        "print([name for name in ('altair', 'vl_convert', 'weasyprint', 'pikepdf', 'babel.core', 'numpy') if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=environment.ROOT.parent
    )
    assert done.stdout.strip() == "[]"


def _review_pdf() -> bytes:
    svg = charts.spec_to_svg(charts.review_spec(review_samples.REVIEW_DAYS, [], "nl"), "nl")
    html = environment.render_paper(
        "review/onepager", "nl", municipality="gemeente Wierdijk", chart=svg, page=review_samples.REVIEW
    )
    return pdf.html_to_pdf(html)


def test_the_review_on_paper_says_what_the_page_says_of_plan_second_measurement_and_origin() -> None:
    html = environment.render_paper(
        "review/onepager", "nl", municipality="gemeente Wierdijk", chart="", page=review_samples.REVIEW
    )
    said = " ".join(re.sub(r"<[^>]+>", " ", html).split())
    for expected in (
        "Laatste prognose 2.810 (tussen 2.300 en 3.350)",
        "simpelweg vorig jaar herhalen gaf 21,0%: plan was beter",
        "Waar deze contacten vandaan kwamen",
        "Op een tweede manier gemeten",
        "Bellers die de mailing noemen 1.240",
    ):
        assert expected in said


def test_tables_become_cards_on_a_narrow_screen_and_never_on_paper() -> None:
    style = (environment.ROOT / "pages" / "static" / "torenkamer.css").read_text()
    before = style[: style.index(".tk-cards thead")]
    assert before.rindex("@media screen and (max-width") > before.rindex("}\n")


def test_review_is_one_page_and_an_annex_as_tagged_pdf() -> None:
    with pikepdf.open(io.BytesIO(_review_pdf())) as document:
        assert len(document.pages) == 2
        assert str(document.Root.Lang) == "nl"
        assert bool(document.Root.MarkInfo.Marked)
        with document.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
        scopes = [str(header.A.Scope) for header, _ in pdf._headers(document.Root.StructTreeRoot, in_head=False)]
    assert scopes.count("/Column") == 11 and scopes.count("/Row") == len(scopes) - 11 > 20


def test_a_paper_that_wants_something_from_elsewhere_is_refused() -> None:
    with pytest.raises(pdf.OutsideAddress):
        pdf.html_to_pdf("<html lang=nl><title>x</title><img alt=x src='http://127.0.0.1:9/x.png'>")
