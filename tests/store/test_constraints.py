"""What must never be is refused by the database itself, whoever writes to it."""

from __future__ import annotations

import traceback
from datetime import date, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, IntegrityError, StatementError
from wierdijk import NOW, SYSTEM, align, give_forecast, prepare

from registry import agenda, audit, forecast, mailing_view
from registry.agenda import Appointment, Slot
from registry.callback import CallbackRequest
from registry.contact import Contact
from registry.forecast import Forecast
from registry.kinds import AppointmentState, Channel, FaqState
from registry.mailing import Batch, Mailing
from registry.review import Review

PHONE = "0612345678"


def write(store, statement):
    with store.writing() as session:
        session.execute(statement)


def refused(store, statement, name: str) -> bool:
    with pytest.raises(IntegrityError, match=name):
        write(store, statement)
    return True


def columns(store, model, **changes):
    """The first row of a table as values for another one."""
    with store.reading() as session:
        row = session.execute(sa.select(model.__table__)).mappings().first()
    assert row is not None
    return {name: value for name, value in row.items() if name != "id"} | changes


@pytest.fixture
def prepared(store, house, registered):
    prepare(store, house, registered)
    return registered


def book(store, house, mailing_id):
    with store.writing() as session:
        return agenda.book(
            session, house.agent, mailing_id=mailing_id, caller_name="beller", caller_phone="0612345678", now=NOW
        )


def test_a_specialist_has_one_slot_at_a_time(store, house, prepared):
    again = columns(store, Slot)
    with pytest.raises(IntegrityError):
        write(store, sa.insert(Slot).values(**again))
    other = again | {
        "starts_at": again["starts_at"] + timedelta(days=300),
        "ends_at": again["ends_at"] + timedelta(days=300),
    }
    write(store, sa.insert(Slot).values(**other))


def test_a_slot_ends_after_it_began(store, house, prepared):
    moment = NOW + timedelta(days=99)
    turned = columns(store, Slot, starts_at=moment, ends_at=moment)
    assert refused(store, sa.insert(Slot).values(**turned), "order")


def test_a_slot_holds_one_active_appointment(store, house, prepared):
    book(store, house, prepared)
    second = columns(store, Appointment)
    with pytest.raises(IntegrityError):
        write(store, sa.insert(Appointment).values(**second))
    write(store, sa.insert(Appointment).values(**second | {"state": AppointmentState.CANCELLED}))


def test_an_approved_entry_has_an_answer(store, house, prepared):
    emptied = sa.text("UPDATE faq_entry SET answer = '' WHERE state = 'approved'")
    assert refused(store, emptied, "approved_has_answer")


def test_a_release_code_needs_the_kccs_yes_or_an_override(store, house, prepared):
    released = sa.update(Mailing).values(release_code="TK-AAAA-BBBB")
    assert refused(store, released, "released_only_aligned")
    write(store, sa.update(Mailing).values(release_code="TK-AAAA-BBBB", overridden_at=NOW))


def test_taking_the_yes_back_takes_the_code_along(store, house, prepared):
    write(store, sa.update(Mailing).values(release_code="TK-AAAA-BBBB", aligned_at=NOW))
    assert refused(store, sa.update(Mailing).values(aligned_at=None), "released_only_aligned")


@pytest.mark.parametrize("quantity", [0, -1])
def test_a_batch_has_letters(store, house, registered, quantity):
    assert refused(store, sa.update(Batch).values(quantity=quantity), "quantity")


def test_nothing_is_cancelled_without_a_reason(store, house, registered):
    for reason in (None, ""):
        cancelled = sa.update(Mailing).values(stage="cancelled", cancel_reason=reason)
        assert refused(store, cancelled, "cancelled_with_reason")


@pytest.mark.parametrize("share", [-0.1, 1.1])
def test_a_share_is_a_part_of_one(store, house, registered, share):
    assert refused(store, sa.update(Mailing).values(reach_share=share), "reach_share")


def test_a_batch_never_arrives_before_it_begins_to(store, house, registered):
    assert refused(store, sa.update(Batch).values(arrives_until=date(2027, 1, 1)), "arrival")


def test_a_value_outside_a_closed_list_is_refused(store, house, registered):
    assert refused(store, sa.text("UPDATE mailing SET stage = 'lost'"), "stage")


def test_a_contact_comes_through_a_known_channel(store, house):
    fax = "INSERT INTO contact (organisation_id, at, channel, topic, words) VALUES (1, '2027-01-11 09:00:00', 'fax', '', '')"
    assert refused(store, sa.text(fax), "channel")
    write(store, sa.text(fax.replace("fax", "phone")))


def test_a_mailing_has_one_plan(store, house, registered):
    align(store, house, registered)
    with store.writing() as session:
        give_forecast(session, registered, expected=2000)
    with store.reading() as session:
        plan = forecast.plan(session, registered)
        assert plan is not None
        assert (plan.version, len(forecast.list_forecasts(session, registered))) == (1, 2)
    with pytest.raises(IntegrityError):
        write(store, sa.update(Forecast).values(is_plan=True))


def test_a_forecast_lies_in_its_band(store, house, prepared):
    assert refused(store, sa.update(Forecast).values(low=9_999_999), "ordered")


def test_a_callback_closes_with_a_result(store, house, prepared):
    noted = sa.insert(CallbackRequest).values(
        topic="", department_id=house.taxes_id, noted_at=NOW, due_at=NOW, attempt_count=0, result="", closed_at=NOW
    )
    assert refused(store, noted, "closed_with_result")


def test_a_child_needs_its_mailing(store, house):
    with pytest.raises(IntegrityError):
        write(
            store,
            sa.insert(Forecast).values(
                mailing_id=99,
                version=1,
                for_revision=1,
                made_at=NOW,
                low=0,
                expected=0,
                high=0,
                days=[],
                reasons=[],
                slots_needed=0,
                is_plan=False,
            ),
        )


def test_a_deleted_organisation_is_refused_while_it_has_departments(store, house):
    with pytest.raises(IntegrityError):
        write(store, sa.text("DELETE FROM organisation"))


@pytest.mark.parametrize(
    "statement", ["UPDATE audit SET actor_name = 'niemand'", "DELETE FROM audit", "DELETE FROM audit WHERE id = 1"]
)
def test_the_trail_refuses_to_be_changed(store, house, statement):
    with pytest.raises(DBAPIError, match="append-only"):
        write(store, sa.text(statement))
    with store.reading() as session:
        assert audit.verify(session) is None


def drop_the_guard(store):
    names = (
        ("audit_no_update", "audit_no_delete")
        if store.engine.dialect.name == "sqlite"
        else ("audit_append_only ON audit",)
    )
    for name in names:
        write(store, sa.text(f"DROP TRIGGER {name}"))


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("UPDATE audit SET actor_name = 'niemand' WHERE id = 3", 3),
        ("UPDATE audit SET facts = '{}' WHERE id = 3", 3),
        ("UPDATE audit SET mailing_id = 7 WHERE id = 3", 3),
        ("DELETE FROM audit WHERE id = 3", 4),
        ("DELETE FROM audit WHERE id = (SELECT max(id) FROM audit)", 0),
        ("DELETE FROM audit", 0),
        ("DELETE FROM audit_head", None),
    ],
)
def test_who_gets_round_the_guard_is_found(store, house, statement, found):
    drop_the_guard(store)
    write(store, sa.text(statement))
    with store.reading() as session:
        broken = audit.verify(session)
    assert broken == found if found is not None else broken is not None


def test_the_trail_names_actor_door_and_mailing(store, house, registered):
    with store.reading() as session:
        (line,) = audit.list_lines(session, mailing_id=registered)
        assert (line.actor_name, line.door, line.object_id, line.at) == (
            "taxes",
            house.taxes.door,
            str(registered),
            NOW,
        )


def test_a_naive_moment_is_refused(store, house):
    naive = datetime(2027, 1, 11, 9, 0)  # noqa: DTZ001 - the point of the test
    with pytest.raises(StatementError, match="naive"):
        write(store, sa.update(Mailing).values(registered_at=naive))
    with pytest.raises(StatementError, match="naive"), store.writing() as session:
        audit.record(session, SYSTEM, "x", "y", 1, now=naive)


def test_a_moment_comes_back_aware_and_the_same(store, house, registered):
    summer = datetime.fromisoformat("2027-07-01T12:00:00+02:00")
    write(store, sa.update(Mailing).values(registered_at=summer))
    with store.reading() as session:
        kept = mailing_view.get_mailing(session, registered).registered_at
    assert kept == summer
    assert kept is not None and kept.utcoffset() == timedelta(0)


def test_an_operation_that_fails_leaves_nothing_behind(store, house, registered):
    with store.reading() as session:
        before = len(audit.list_lines(session, limit=200))
    with pytest.raises(ZeroDivisionError), store.writing() as session:
        audit.record(session, SYSTEM, "mailing.changed", "mailing", 1, now=NOW)
        session.execute(sa.update(Mailing).values(title="weg"))
        raise ZeroDivisionError
    with store.reading() as session:
        assert len(audit.list_lines(session, limit=200)) == before
        assert mailing_view.get_mailing(session, registered).content.title == "WOZ-aanslag 2027"


def test_a_reading_session_never_writes(store, house, registered):
    with store.reading() as session:
        session.execute(sa.update(Mailing).values(title="weg"))
    with store.reading() as session:
        assert session.scalar(sa.select(Mailing.title)) == "WOZ-aanslag 2027"


def test_an_error_text_holds_no_callers_words(store, house):
    text = "INSERT INTO contact (organisation_id, at, channel, topic, words) VALUES (1, :at, 'fax', '', :words)"
    with pytest.raises(IntegrityError, match="channel") as refusal:
        write(store, sa.text(text).bindparams(at=NOW.replace(tzinfo=None), words=f"Mijn nummer is {PHONE}"))
    trace = "".join(traceback.format_exception(refusal.value))
    assert PHONE not in trace


def test_an_error_text_of_a_missing_parent_holds_no_callers_words(store, house, prepared):
    with pytest.raises(IntegrityError) as refusal:
        write(
            store,
            sa.insert(Contact).values(
                organisation_id=99, at=NOW, channel=Channel.PHONE, topic="", words="Mijn nummer is 0612345678"
            ),
        )
    assert "0612345678" not in str(refusal.value)


def test_a_review_lies_in_its_interval(store, house, prepared):
    with pytest.raises(IntegrityError, match="ordered"):
        write(
            store,
            sa.insert(Review).values(
                mailing_id=prepared,
                version=1,
                made_at=NOW,
                is_final=True,
                window_from=NOW.date(),
                window_until=NOW.date(),
                extra=5,
                lo90=6,
                hi90=7,
                is_at_least=False,
                was_detected=True,
                quantity=1,
                figures={},
                days=[],
            ),
        )


def test_states_of_an_entry_are_all_storable(store, house, prepared):
    for state in FaqState:
        write(store, sa.text(f"UPDATE faq_entry SET state = '{state.value}' WHERE answer <> ''"))
        with store.reading() as session:
            kept = session.scalars(sa.text("SELECT DISTINCT state FROM faq_entry WHERE answer <> ''")).all()
        assert kept == [state.value]
