"""The gate of many mailings costs as many statements as the gate of one, and says the same."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date

from sqlalchemy import event
from wierdijk import NOW, SYSTEM, prepare

from registry import alignment, gate, letter, mailing, mailing_list
from registry.kinds import Missing, Role, Stage
from registry.mailing_content import BatchContent
from registry.store import Store


@contextmanager
def statements(store: Store) -> Iterator[list[str]]:
    asked: list[str] = []

    def keep(_connection, _cursor, statement, *_rest):
        asked.append(statement)

    event.listen(store.engine, "before_cursor_execute", keep)
    try:
        yield asked
    finally:
        event.remove(store.engine, "before_cursor_execute", keep)


def of(store: Store, mailing_id: int, what: Missing) -> gate.Requirement:
    with store.reading() as session:
        return next(item for item in alignment.gate(session, mailing_id) if item.what is what)


def registered_more(store, house, count):
    with store.writing() as session:
        return [mailing.register(session, house.taxes, house.content(), now=NOW) for _ in range(count)]


def test_many_gates_take_as_many_statements_as_one_and_say_the_same(store, house, registered):
    prepare(store, house, registered)
    more = registered_more(store, house, 6)
    with store.reading() as session:
        with statements(store) as for_one:
            alone = alignment.gate(session, registered)
        with statements(store) as for_all:
            found = gate.gates(session, [registered, *more])
    assert len(for_one) == len(for_all) + 1 or len(for_one) == len(for_all)  # the first one also begins
    assert found[registered] == alone
    assert set(found) == {registered, *more}
    assert all(not item.is_met for item in found[more[0]])


def test_an_unknown_mailing_has_no_gate_and_no_mailing_has_none(store, house):
    with store.reading() as session:
        assert gate.gates(session, [999]) == {}
        assert gate.gates(session, []) == {}


def test_without_a_letter_it_is_the_departments_turn_and_the_sheet_waits_for_it(store, house, registered):
    assert of(store, registered, Missing.LETTER).turn is Role.DEPARTMENT
    assert of(store, registered, Missing.FAQ_DRAFT).waits_for is Missing.LETTER
    assert of(store, registered, Missing.FAQ_ANSWERS).waits_for is Missing.FAQ_DRAFT
    assert not of(store, registered, Missing.FAQ_ANSWERS).is_turn_of(Role.DEPARTMENT)


def test_while_torenkamer_reads_the_letter_it_is_nobodys_turn(store, house, registered):
    with store.writing() as session:
        letter.attach(session, house.taxes, registered, filename="woz.txt", content=b"U betaalt.", now=NOW)
    assert of(store, registered, Missing.LETTER).turn is None


def test_a_letter_that_could_not_be_read_says_why_and_is_the_departments_turn_again(store, house, registered):
    with store.writing() as session:
        letter.attach(session, house.taxes, registered, filename="woz.pdf", content=b"%PDF", now=NOW)
        kept = letter.find_letter(session, registered)
        assert kept
        letter.mark_failed(session, SYSTEM, kept.id, problem="letter_no_text", now=NOW)
    found = of(store, registered, Missing.LETTER)
    assert (found.problem, found.turn) == ("letter_no_text", Role.DEPARTMENT)


def test_the_leads_yes_waits_for_the_rest_and_is_her_turn_when_all_is_there(store, house, registered):
    assert of(store, registered, Missing.LEAD_YES).waits_for is Missing.FORECAST
    assert not of(store, registered, Missing.LEAD_YES).is_turn_of(Role.KCC_LEAD)
    prepare(store, house, registered)
    assert of(store, registered, Missing.LEAD_YES).is_turn_of(Role.KCC_LEAD)


def test_a_list_takes_the_same_number_of_statements_for_three_as_for_thirty(store, house, registered):
    def asked() -> int:
        with store.reading() as session, statements(store) as found:
            mailing_list.list_lines(session, mailing_list.Wanted(), limit=50)
            mailing_list.cells(session, mailing_list.Wanted(), (NOW.date(), NOW.date()))
        return len(found)

    few = asked()
    registered_more(store, house, 12)
    assert asked() == few


def test_a_list_is_filtered_sorted_and_counted_in_the_database(store, house, registered):
    prepare(store, house, registered)
    small = registered_more(store, house, 1)[0]
    with store.writing() as session:
        mailing.cancel(session, house.taxes, small, reason="Gaat toch niet door.", now=NOW)
    with store.reading() as session:
        by_expected = mailing_list.list_lines(session, mailing_list.Wanted(), sort="expected", descending=True)
        assert [line.id for line in by_expected] == [registered, small]
        assert (by_expected[0].expected, by_expected[1].expected) != (None, None)
        open_only = mailing_list.Wanted(stages=(Stage.REGISTERED, Stage.PREPARED))
        assert [line.id for line in mailing_list.list_lines(session, open_only)] == [registered]
        nothing = mailing_list.Wanted(from_on=date(2028, 1, 1))
        assert mailing_list.list_lines(session, nothing) == ()
        cells = mailing_list.cells(session, mailing_list.Wanted(), (date(2027, 3, 1), date(2027, 3, 31)))
        assert sum(cell.mailings for cell in cells) == 2
        assert {(cell.stage, cell.year, cell.in_period) for cell in cells} == {
            (Stage.PREPARED, 2027, True),
            (Stage.CANCELLED, 2027, True),
        }
        assert {(cell.department_id, cell.letter_type_id) for cell in cells} == {(house.taxes_id, house.woz_id)}
        assert mailing_list.list_choices(session)[1] == {house.woz_id: "WOZ-aanslag"}
        assert mailing_list.list_lines(session, mailing_list.Wanted(year=2026)) == ()


def test_a_line_knows_when_the_mailing_came_in_late(store, house, registered):
    with store.reading() as session:
        line = mailing_list.list_lines(session, mailing_list.Wanted())[0]
    assert line.days_ahead(NOW.date()) == (date(2027, 2, 22) - NOW.date()).days


def test_the_agenda_puts_what_is_coming_before_what_has_ended(store, house, registered):
    with store.writing() as session:
        later = mailing.register(
            session,
            house.taxes,
            replace(house.content(), batches=(BatchContent(100, date(2027, 4, 5)),)),
            now=NOW,
        )
        gone = mailing.register(
            session, house.taxes, replace(house.content(), batches=(BatchContent(100, date(2027, 2, 1)),)), now=NOW
        )
        mailing.cancel(session, house.taxes, gone, reason="Gaat toch niet door.", now=NOW)
    with store.reading() as session:
        lines = mailing_list.list_lines(session, mailing_list.Wanted(), sort="agenda")
    assert [line.id for line in lines] == [registered, later, gone]
