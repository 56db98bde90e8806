"""Groups of callers' questions: seen with counts, merged, split, renamed and remembered, made a line of the sheet."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from click.testing import CliRunner

from cli.main import main
from drafting.groups import LogLine, group
from drafting.kept_groups import to_plain
from registry import mailing_view, question_group
from registry.actor import Actor
from registry.kinds import Door, Role, SourceKind

NOW = datetime(2027, 1, 11, 9, 0, tzinfo=UTC)
SYSTEM = Actor.system(Door.COMMAND)
SAID = (
    ["waar vind ik het taxatieverslag"] * 6
    + ["mag mijn hond mee naar de balie"] * 4
    + ["is de balie zaterdag open"] * 3
)


def grouped(house, **more):
    ref = house.register(**more)
    found = group([LogLine(str(number), text, number % 2 == 0) for number, text in enumerate(SAID)])
    content = to_plain(found, {str(number): date(2027, 1, 11) for number in range(len(SAID))})
    with house.store.writing() as session:
        number = mailing_view.get_mailing(session, ref).id
        question_group.store_grouping(session, SYSTEM, number, content, since_at=NOW, line_count=len(SAID), now=NOW)
    return ref


def api(house, ref):
    return house.api().get(f"/api/v1/mailings/{ref}/vragen", headers=house.bearer(Role.KCC_LEAD)).json()["items"]


def decide(house, ref, who="content", **fields):
    visitor = house.visitor(who)
    visitor.get(f"/mailings/{ref}/vragen?groep={fields['group']}")
    return visitor.post(f"/mailings/{ref}/vragen/beslissen", fields)


def test_the_groups_stand_with_their_count_and_a_line_in_callers_words(house):
    ref = grouped(house)
    page = house.visitor("content").get(f"/mailings/{ref}/vragen")
    assert page.status_code == 200
    assert "waar vind ik het taxatieverslag" in page.text and "nieuw" in page.text and "50" in page.text
    assert [each["count"] for each in api(house, ref)] == [6, 4, 3]


def test_a_merge_adds_the_counts_is_remembered_for_the_type_and_can_be_taken_back(house):
    ref = grouped(house)
    first, second, third = api(house, ref)
    assert decide(house, ref, act="merge", group=third["key"], into=second["key"]).status_code == 303
    assert [each["count"] for each in api(house, ref)] == [7, 6]
    assert [each["count"] for each in api(house, grouped(house, title="Volgend jaar"))] == [7, 6]
    visitor = house.visitor("content")
    page = visitor.get(f"/mailings/{ref}/vragen").text
    number = page.split("/vragen/beslissingen/")[1].split("/")[0]
    assert visitor.post(f"/mailings/{ref}/vragen/beslissingen/{number}/terug").status_code == 303
    assert [each["count"] for each in api(house, ref)] == [6, 4, 3]
    assert first["count"] == 6


def test_a_group_gets_another_name_and_no_empty_one(house):
    ref = grouped(house)
    key = api(house, ref)[0]["key"]
    assert decide(house, ref, act="rename", group=key, name="Waar is mijn verslag?").status_code == 303
    assert api(house, ref)[0]["name"] == "Waar is mijn verslag?"
    assert decide(house, ref, act="rename", group=key, name=" ").status_code == 400


def test_a_split_without_a_line_and_a_group_that_is_gone_are_refused(house):
    ref = grouped(house)
    assert decide(house, ref, act="split", group=api(house, ref)[0]["key"]).status_code == 400
    assert decide(house, ref, act="leave_out", group="nieuw-99").status_code == 404


@pytest.mark.parametrize("who", ["taxes", "analyst"])
def test_who_is_no_content_manager_looks_and_does_not_decide(house, who):
    ref = grouped(house)
    key = api(house, ref)[0]["key"]
    assert "Voeg samen" not in house.visitor(who).get(f"/mailings/{ref}/vragen?groep={key}").text
    assert decide(house, ref, who, act="leave_out", group=key).status_code == 403


def test_a_group_becomes_a_line_of_the_sheet_once_with_its_count(house):
    ref = grouped(house)
    visitor = house.visitor("content")
    visitor.get(f"/mailings/{ref}/vragen")
    for _ in range(2):
        assert (
            visitor.post(f"/mailings/{ref}/vragen/faq-regel", {"group": api(house, ref)[1]["key"]}).status_code == 303
        )
    (entry,) = house.entries(ref)
    assert (entry.asked_count, entry.answer, entry.sources[0].kind) == (4, "", SourceKind.LOG)
    assert entry.question == "Mag mijn hond mee naar de balie" and entry.answer_due_on is not None


def test_without_a_log_the_page_says_so(house):
    page = house.visitor("lead").get(f"/mailings/{house.register()}/vragen")
    assert page.status_code == 200 and "Nog geen vragen" in page.text


def test_the_api_and_the_command_decide_as_the_page_does(house):
    ref = grouped(house)
    first, second, _ = api(house, ref)
    body = {"act": "rename", "group": first["key"], "name": "Verslag"}
    address = f"/api/v1/mailings/{ref}/vragen/besluiten"
    assert house.api().post(address, json=body, headers=house.bearer(Role.CONTENT_MANAGER)).status_code == 201
    database = house.settings.data_dir / "registry.sqlite3"
    runner = CliRunner(env={"TORENKAMER_DATABASE_URL": f"sqlite:///{database}"})
    data = ["--data", str(house.settings.data_dir), "questions"]
    told = runner.invoke(main, [*data, "decide", ref, second["key"], "leave_out"])
    assert told.exit_code == 0, told.output
    shown = runner.invoke(main, [*data, "group", ref]).output
    assert "Verslag" in shown and "mag mijn hond" not in shown
    assert runner.invoke(main, [*data, "faq", ref, first["key"]]).exit_code == 0
    assert [each.question for each in house.entries(ref)] == ["Verslag"]
