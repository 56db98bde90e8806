"""One mailing from registration to review on real parts: registry, receiver, SMTP, letters, logs; sweeps in place of Prefect."""

from __future__ import annotations

import csv
import io
import json
from datetime import timedelta

import pytest
from click.testing import CliRunner

from cli.main import main
from demo.play import Play
from drafting.mask import mask
from flows.installation import opened
from registry import agenda, faq_view, forecast, notice
from registry.kinds import FaqState, NoticeState, SlotState


def test_the_mailing_ends_closed_with_a_whole_trail(walked):
    assert walked.state["mailing"]["stage"] == "closed"
    assert walked.state["trail_broken_at"] is None
    for action in ("mailing.registered", "mailing.aligned", "mailing.released", "mailing.closed"):
        assert walked.state["audit"][action] == 1, action


def test_every_notice_lies_in_the_post_tray_and_came_in_once(walked):
    with opened("main", walked.folder) as house, house.store.reading() as session:
        notices = notice.list_notices(session, limit=10_000)
    assert len(notices) > 10
    assert {each.state for each in notices} == {NoticeState.IN_POSTTRAY}
    assert walked.messages == {f"<{each.token}@torenkamer.example>": 1 for each in notices}


def test_nobody_is_told_the_same_thing_twice(walked):
    told = [json.dumps(each) for each in walked.state["notices"] if each[0] not in ("answer_needed", "callback_noted")]
    assert sorted(set(told)) == sorted(told)


def test_approved_answers_are_visible_in_their_window_only(walked):
    with opened("main", walked.folder) as house, house.store.reading() as session:
        number = Play(house, 1, mask).mailing(session).id
        approved = [each for each in faq_view.list_entries(session, number) if each.state is not FaqState.DROPPED]
        first = min(each.valid_from for each in approved)
        last = max(each.valid_until for each in approved)
        shown = faq_view.list_visible(session, on=first, mailing_id=number)
        assert 0 < len(shown) <= len(approved)
        assert all(each.answer and each.sources for each in shown)
        assert faq_view.list_visible(session, on=first - timedelta(days=1), mailing_id=number) == ()
        assert faq_view.list_visible(session, on=last + timedelta(days=1), mailing_id=number) == ()


def test_the_plan_is_the_forecast_of_the_moment_of_alignment(walked):
    with opened("main", walked.folder) as house, house.store.reading() as session:
        view = Play(house, 1, mask).mailing(session)
        plan = forecast.plan(session, view.id)
    assert plan.is_plan
    assert plan.frozen_at == view.aligned_at
    assert plan.low < plan.expected < plan.high
    assert walked.result["review"]["plan"] == plan.expected


def test_slots_lie_where_callers_come_and_agents_booked_some(walked):
    with opened("main", walked.folder) as house, house.store.reading() as session:
        view = Play(house, 1, mask).mailing(session)
        slots = agenda.list_slots(session, mailing_id=view.id, limit=1000)
    assert min(slot.starts_at.date() for slot in slots) >= min(batch.arrives_from for batch in view.batches)
    assert len({slot.starts_at.date() for slot in slots}) > 1
    assert sum(slot.state is SlotState.TAKEN for slot in slots) == 4


def test_the_review_can_be_recomputed_from_its_own_days(walked):
    with opened("main", walked.folder) as house, house.store.reading() as session:
        reference = Play(house, 1, mask).mailing(session).reference
    asked = CliRunner().invoke(
        main, ["--data", str(walked.folder), "review", "show", reference, "--csv"], catch_exceptions=False
    )
    days = list(csv.DictReader(io.StringIO(asked.stdout), delimiter=";"))
    stored = walked.state["reviews"][-1]
    assert len(days) == len(stored["days"]) > 20
    assert stored["lo90"] <= sum(float(day["extra"]) for day in days) <= stored["hi90"]
    above = sum(float(day["actual"]) - float(day["ordinary"]) for day in days)
    assert above == pytest.approx(stored["extra"], rel=0.25)  # a day's part of the mailing is weighed, not cut off
    assert sum(int(day["actual"]) for day in days) == pytest.approx(stored["figures"]["demand"], abs=len(days))


def test_the_result_is_what_the_demo_promises(walked):
    found = walked.result
    for name in ("notices", "faq_drafted", "faq_approved", "slots", "contacts"):
        assert isinstance(found[name], int), name
        assert found[name] > 0, name
    review, forecast_, following = found["review"], found["forecast"], found["next_forecast"]
    assert review["lo90"] <= review["extra"] <= review["hi90"]
    assert following["high"] - following["low"] < forecast_["high"] - forecast_["low"]
    assert set(found["truth"]) == {"extra", "peak_day"}


@pytest.mark.postgres
def test_both_databases_come_to_the_same_end(undisturbed, on_postgres):
    for name in ("mailing", "notices", "slots", "callbacks", "counts", "audit"):
        assert undisturbed.state[name] == on_postgres.state[name], name
