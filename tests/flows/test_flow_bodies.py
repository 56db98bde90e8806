"""The work behind the flows without an engine, the keys of the trigger, the deployments."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from flows import deployments, trigger, work
from flows.drafting_sheet import open_slots
from flows.notify import foretell_mailing
from flows.remind import remind
from flows.trigger import Request
from registry import due, forecast, mailing, mailing_view, notice, person
from registry.due import Due, Work
from registry.kinds import Door, NoticeState

ROOT = Path(__file__).resolve().parent.parent.parent


def test_a_task_body_opens_the_registry_of_the_environment(house, mailing_id):
    foretell_mailing.fn("main", mailing_id)
    with house.store.reading() as session:
        assert len(forecast.list_forecasts(session, mailing_id)) == 1


def test_a_run_for_one_mailing_takes_the_others_along(house, mailing_id):
    with house.store.writing() as session:
        coordinator = person.get_person(session, "belastingen@wierdijk.example")
        owner = person.actor_for(session, coordinator.id, Door.PAGE, on=house.now().date())
        content = mailing_view.get_mailing(session, mailing_id).content
        other = mailing.register(session, owner, replace(content, title="Een andere brief"), now=house.now())
    foretell_mailing.fn("main", mailing_id)
    with house.store.reading() as session:
        assert len(forecast.list_forecasts(session, other)) == 1


def test_a_reminder_twice_on_one_rung_is_once(house, mailing_id):
    with house.store.reading() as session:
        before = notice.count_notices(session, mailing_id=mailing_id)
    assert remind.fn("main", mailing_id)
    with house.store.reading() as session:
        once = notice.count_notices(session, mailing_id=mailing_id)
    assert once > before
    assert remind.fn("main", mailing_id)
    with house.store.reading() as session:
        assert notice.count_notices(session, mailing_id=mailing_id) == once


def test_slots_are_not_opened_twice(house, mailing_id):
    foretell_mailing.fn("main", mailing_id)
    open_slots(house, mailing_id)
    with house.store.reading() as session:
        once = notice.count_notices(session, mailing_id=mailing_id)
    open_slots(house, mailing_id)
    with house.store.reading() as session:
        assert notice.count_notices(session, mailing_id=mailing_id) == once


def test_one_piece_that_fails_keeps_no_other_waiting(house, mailing_id, monkeypatch):
    def broken(_house, _piece):
        raise OSError("broken on purpose")

    monkeypatch.setitem(work._WORK, Work.FORECAST, broken)
    swept = work.sweep(house)
    assert swept.failed_count == 1
    assert swept.done_count > 0
    with house.store.reading() as session:
        assert Due(Work.FORECAST, mailing_id, 1) in due.list_due(session, now=house.now())
        assert notice.queue_state(session).waiting_count == 0


def test_without_a_receiver_notices_wait_and_are_not_lost(house, mailing_id):
    nobody = house.settings.model_copy(update={"smtp_port": 9})
    work.sweep(type(house)(nobody, house.store, house.actor))
    with house.store.reading() as session:
        states = {each.state for each in notice.list_notices(session)}
    assert states
    assert states <= {NoticeState.READY, NoticeState.DELAYED}


def test_the_same_request_has_one_key_and_a_delivery_of_another_second_another():
    notify = Request("notify", 3, 2)
    assert notify.key("main", 10) == notify.key("main", 99) != Request("notify", 3, 3).key("main", 10)
    deliver = Request("deliver", 3, 2)
    assert deliver.key("main", 10) != deliver.key("main", 11)
    assert deliver.key("main", 10) == Request("deliver", 4, 1).key("main", 10)
    assert deliver.parameters("main") == {"registry": "main"}
    assert notify.parameters("main") == {"registry": "main", "mailing_id": 3}


def test_without_prefect_the_trigger_says_no_and_raises_nothing(house):
    nowhere = house.settings.model_copy(update={"prefect_port": 9})
    assert not trigger.ask(nowhere, "main", Request("notify", 1, 1))
    assert not trigger.is_ready(nowhere)


def test_each_flow_takes_the_parameters_that_its_trigger_gives():
    for item in deployments.DEPLOYMENTS:
        taken = set(item.flow.parameters.properties)
        given = set(Request(item.name, 1, 1).parameters("main"))
        assert taken == given, item.name


def test_prefect_yaml_is_what_the_deployments_say():
    printed = subprocess.run(
        [sys.executable, "-m", "flows.deployments", "yaml"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    assert (ROOT / "prefect.yaml").read_text(encoding="utf-8") == printed
    named = {item["name"]: item["entrypoint"] for item in json.loads(printed.split("\n", 1)[1])["deployments"]}
    assert named == {item.name: item.entrypoint for item in deployments.DEPLOYMENTS}


def test_only_the_sweep_runs_by_the_clock_and_never_beside_itself():
    made = list(deployments.runner_deployments(("main", "tweede"), 60))
    clocked = [item for item in made if item.schedules]
    assert [item.name for item in clocked] == ["sweep"]
    assert {schedule.parameters["registry"] for schedule in clocked[0].schedules} == {"main", "tweede"}
    assert clocked[0].schedules[0].schedule.interval == timedelta(seconds=60)
    assert all(item.entrypoint.startswith("flows.") and ":" not in item.entrypoint for item in made)


def test_the_sweep_does_nothing_the_second_time(house, mailing_id):
    work.sweep(house)
    with house.store.reading() as session:
        before = (mailing_view.get_mailing(session, mailing_id), notice.count_notices(session))
    assert work.sweep(house).done_count == 0
    with house.store.reading() as session:
        assert (mailing_view.get_mailing(session, mailing_id), notice.count_notices(session)) == before
