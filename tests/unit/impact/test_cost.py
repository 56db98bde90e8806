import pytest

from impact.cost import MailingBill, Tariff, bill, cost, could_have_been, year_statements
from impact.values import Range

ORDINARY = Tariff(handling_minutes=6.5, occupancy=0.75, shrinkage=0.30, agent_hour=48)
CONTACTS = Range(2200, 2700, 3300)


def test_the_cost_of_a_mailing_is_talk_time_over_occupancy_and_presence():
    found = cost(2700, handling_minutes=6.5, occupancy=0.75, shrinkage=0.30, hourly_tariff=48)
    assert found.talk_hours == pytest.approx(292.5)
    assert round(found.paid_hours) == 557
    assert found.euros == pytest.approx(found.paid_hours * 48)


def test_the_tariff_changes_euros_only():
    one, other = (cost(100, handling_minutes=6, occupancy=1, shrinkage=0, hourly_tariff=rate) for rate in (10, 20))
    assert (one.paid_hours, one.euros * 2) == (other.paid_hours, other.euros)


def test_the_range_of_the_contacts_is_carried_into_hours_and_euros():
    found = bill(CONTACTS, ORDINARY)
    assert found.talk_hours.expected == pytest.approx(292.5)
    assert round(found.paid_hours.expected) == 557
    assert found.hours.low == pytest.approx(found.hours.expected * 2200 / 2700)
    assert found.euros.high == pytest.approx(found.euros.expected * 3300 / 2700)


def test_specialists_and_callbacks_are_paid_beside_the_agents():
    bare, full = bill(CONTACTS, ORDINARY), bill(CONTACTS, ORDINARY, specialist_hours=32, callbacks=50)
    assert full.callback_hours == pytest.approx(50 * 12 / 60)
    assert full.hours.expected - bare.hours.expected == pytest.approx(42)
    assert full.euros.expected - bare.euros.expected == pytest.approx(42 * 60)
    assert full.paid_hours == bare.paid_hours


def test_repeats_are_a_part_of_the_hours_and_not_added_to_them():
    found = bill(CONTACTS, Tariff(repeat_share=0.2))
    assert found.repeat_hours.expected == pytest.approx(0.2 * found.paid_hours.expected)
    assert found.hours == bill(CONTACTS, Tariff()).hours


def test_a_range_that_holds_nought_is_said_and_costs_nothing_at_its_low_end():
    found = bill(Range(-40, 15, 70), ORDINARY)
    assert [reason.code for reason in found.reasons] == ["no_effect_shown"]
    assert found.euros.low == 0 < found.euros.expected


def test_contacts_that_were_not_answered_make_the_bill_a_lower_limit():
    assert "at_least" in {reason.code for reason in bill(CONTACTS, ORDINARY, at_least=True).reasons}


def test_without_spreading_or_a_clearer_letter_it_could_not_have_been_cheaper():
    assert could_have_been(bill(CONTACTS, ORDINARY), ORDINARY).saved_euros == Range(0, 0, 0)


def test_a_clearer_letter_saves_its_share_of_the_agents_hours_and_not_the_specialists():
    was = bill(CONTACTS, ORDINARY, specialist_hours=10)
    other = could_have_been(was, ORDINARY, clearer_share=0.2)
    assert other.code == "clearer"
    assert other.saved_hours.expected == pytest.approx(0.2 * was.paid_hours.expected)


def test_spreading_saves_the_contacts_that_came_back_for_want_of_an_answer():
    was = bill(CONTACTS, ORDINARY)
    other = could_have_been(was, ORDINARY, over_capacity=1066, over_capacity_spread=66, redial_share=0.5)
    assert other.code == "spread"
    assert other.bill.contacts.expected == 2200
    assert other.saved_hours.expected == pytest.approx(was.hours.expected * 500 / 2700)


def test_a_years_statement_adds_per_department_and_counts_surprises():
    line = bill(CONTACTS, ORDINARY)
    small = bill(Range(90, 100, 110), ORDINARY)
    found = year_statements(
        [
            MailingBill("afval", "Afval", small, surprise=True),
            MailingBill("woz", "Belastingen", line),
            MailingBill("ozb", "Belastingen", small),
        ]
    )
    assert [each.department for each in found] == ["Belastingen", "Afval"]
    assert found[0].euros.expected == pytest.approx(line.euros.expected + small.euros.expected)
    assert found[0].hours.high < line.hours.high + small.hours.high
    assert (found[1].surprises, found[0].surprises) == (1, 0)


def test_shares_that_cannot_be_are_refused():
    with pytest.raises(ValueError, match="shares"):
        Tariff(shrinkage=1.0)
