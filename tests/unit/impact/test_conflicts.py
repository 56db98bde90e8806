from dataclasses import replace
from datetime import date, timedelta

import pytest

from impact.conflicts import Grid, Load, Period, conflicts, shifted
from impact.dayroom import capacity_table
from impact.values import Batch, OpenDays, PlannedMailing, PostDays

OPEN, POST = OpenDays(), PostDays()
MONDAY = date(2027, 2, 8)
ROOM = capacity_table(OPEN, date(2027, 1, 4), date(2027, 6, 30), capacity=600, ordinary=420)
GRID = Grid(ROOM, OPEN, POST)


def load(name, contacts, handover=MONDAY, registered=date(2026, 11, 2), **changes):
    mailing = PlannedMailing(name, name, None, (Batch(10_000, handover),))
    return Load(mailing, contacts, registered, **changes)


FIRST = load("afval", 600, registered=date(2026, 10, 5))
SECOND = load("parkeren", 600, registered=date(2026, 11, 9))


def test_each_alone_is_fine():
    assert conflicts([FIRST], GRID) == ()
    assert conflicts([SECOND], GRID) == ()


def test_together_in_one_week_they_exceed_capacity_by_how_much_and_on_which_day():
    (found,) = conflicts([SECOND, FIRST], GRID)
    both = {day: 2 * value for day, value in GRID.felt(FIRST).items()}
    over = {day: max(0.0, 420 + value - 600) for day, value in both.items()}
    assert found.kind == "over_capacity_together"
    assert found.mailings == ("afval", "parkeren")
    assert found.over == pytest.approx(sum(value for value in over.values() if value > 0.5))
    assert found.on == max(over, key=over.get)
    assert found.over_on == pytest.approx(over[found.on])
    assert found.wait_seconds > found.wait_without
    assert found.facts["alone"] == {"afval": 0, "parkeren": 0}


def test_three_ways_out_and_the_one_registered_last_is_asked_to_move():
    (found,) = conflicts([FIRST, SECOND], GRID)
    assert {way.code for way in found.ways_out} == {"shift", "spread", "extra_agents"}
    assert {way.mailing for way in found.ways_out} == {"parkeren", None}
    assert [way.clears for way in found.ways_out] == sorted((way.clears for way in found.ways_out), reverse=True)
    shift = next(way for way in found.ways_out if way.code == "shift")
    assert (shift.facts["weeks"], shift.clears) == (1, True)
    staff = next(way for way in found.ways_out if way.code == "extra_agents")
    assert staff.facts["agents"] >= 1
    assert staff.facts["hours"] == pytest.approx(found.over * 6.5 / 60 / 0.75 / 0.70)


def test_shifting_one_a_week_clears_it():
    assert conflicts([FIRST, shifted(SECOND, 1)], GRID) == ()


def test_the_spread_that_is_offered_clears_it_too():
    (found,) = conflicts([FIRST, SECOND], GRID)
    spread = next(way for way in found.ways_out if way.code == "spread")
    assert spread.facts["batches"] > 1
    assert spread.over_after < found.over


def test_a_mailing_that_cannot_move_is_not_asked_to():
    (found,) = conflicts([FIRST, replace(SECOND, fixed=True)], GRID)
    assert {way.mailing for way in found.ways_out} == {"afval", None}
    (stuck,) = conflicts([replace(FIRST, fixed=True), replace(SECOND, fixed=True)], GRID)
    assert [way.code for way in stuck.ways_out] == ["extra_agents"]


def test_a_shift_stays_before_the_limit_of_the_mailing():
    (found,) = conflicts([FIRST, replace(SECOND, limit=MONDAY + timedelta(days=3))], GRID)
    shift = next(way for way in found.ways_out if way.code == "shift")
    assert shift.facts["weeks"] < 0


def test_moving_into_a_third_mailing_is_no_way_out():
    third = load("woz", 600, MONDAY + timedelta(days=7), registered=date(2026, 9, 1), fixed=True)
    found = conflicts([FIRST, SECOND, third], GRID)[0]
    shift = next(way for way in found.ways_out if way.code == "shift")
    assert shift.facts["weeks"] != 1


def test_one_mailing_that_is_too_much_by_itself_says_so():
    (found,) = conflicts([load("woz", 2700)], GRID)
    assert found.kind == "over_capacity_alone"
    assert found.facts["alone"]["woz"] == round(found.over)


def test_letters_in_a_freeze_period_are_told_and_shifted_out_of_it():
    freeze = Period("freeze_period", MONDAY - timedelta(days=7), MONDAY + timedelta(days=4), "verkiezingen")
    (found,) = conflicts([FIRST], replace(GRID, periods=(freeze,)))
    assert (found.kind, found.facts["name"]) == ("freeze_period", "verkiezingen")
    assert [way.code for way in found.ways_out] == ["shift", "shift", "signed_exception"]
    weeks = [way.facts["weeks"] for way in found.ways_out[:2]]
    for by in weeks:
        assert conflicts([shifted(FIRST, by)], replace(GRID, periods=(freeze,))) == ()


def test_a_training_day_counts_when_the_mailing_is_felt_on_it():
    on = MONDAY + timedelta(days=3)
    busy, quiet = (Period("training_day", day, day, "training") for day in (on, on + timedelta(days=60)))
    (found,) = conflicts([FIRST], replace(GRID, periods=(busy, quiet)))
    assert (found.kind, found.on) == ("training_day", on)
    assert found.over == pytest.approx(GRID.felt(FIRST)[on])
    assert len(found.ways_out) == 3


def test_leave_of_specialists_concerns_their_own_department_only():
    on = MONDAY + timedelta(days=3)
    leave = Period("specialist_leave", on, on, "verlof", department="Belastingen")
    grid = replace(GRID, periods=(leave,))
    assert conflicts([FIRST], grid) == ()
    assert [each.kind for each in conflicts([replace(FIRST, department="Belastingen")], grid)] == ["specialist_leave"]


def test_the_same_audience_twice_within_four_weeks():
    one = replace(FIRST, contacts=50, audience=frozenset({"huiseigenaren"}))
    soon = replace(shifted(SECOND, 2), contacts=50, audience=frozenset({"huiseigenaren", "winkeliers"}))
    (found,) = conflicts([one, soon], GRID)
    assert (found.kind, found.facts["audience"]) == ("same_audience", ("huiseigenaren",))
    shift = found.ways_out[0]
    assert shift.code == "shift"
    assert conflicts([one, shifted(soon, shift.facts["weeks"])], GRID) == ()
    assert len(conflicts([one, shifted(soon, shift.facts["weeks"] - 1)], GRID)) == 1


def test_each_mailing_to_one_group_is_set_against_the_one_before_it_that_lands_last():
    def to_all(name, weeks, parts=1):
        group = shifted(replace(SECOND, contacts=5, audience=frozenset({"inwoners"})), weeks)
        first = group.mailing.batches[0]
        batches = tuple(
            replace(first, handover_on=first.handover_on + timedelta(weeks=2 * part)) for part in range(parts)
        )
        return replace(group, mailing=replace(group.mailing, id=name, batches=batches))

    every = [to_all("een", 0), to_all("twee", 2), to_all("drie", 4)]
    assert [each.mailings for each in conflicts(every, GRID)] == [("een", "twee"), ("drie", "twee")]
    beside = [to_all("lang", 0, parts=8), to_all("kort", 1), to_all("laat", 12)]
    assert {frozenset(each.mailings) for each in conflicts(beside, GRID)} == {
        frozenset({"lang", "kort"}),
        frozenset({"lang", "laat"}),
    }


def test_the_order_of_the_list_changes_nothing():
    assert conflicts([FIRST, SECOND], GRID) == conflicts([SECOND, FIRST], GRID)
    assert conflicts([], GRID) == ()
