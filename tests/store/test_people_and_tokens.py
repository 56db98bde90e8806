"""Deputies, roles, addresses and tokens."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from wierdijk import NOW

from registry import (
    mailing,
    person,
    token,
)
from registry.kinds import (
    Door,
    Role,
)
from registry.rights import NotAllowed


def actor(store, who, on):
    with store.reading() as session:
        return person.actor_for(session, who.person_id, Door.PAGE, on=on)


def test_a_deputy_acts_within_the_dates_and_with_those_roles_only(store, house):
    first, last = date(2027, 2, 1), date(2027, 2, 14)
    with store.writing() as session:
        person.appoint_deputy(
            session, house.admin, house.taxes.person_id, house.agent.person_id, from_on=first, until_on=last, now=NOW
        )
    for day, stands_in in (
        (first - timedelta(days=1), False),
        (first, True),
        (last, True),
        (last + timedelta(days=1), False),
    ):
        now_is = actor(store, house.agent, day)
        assert (Role.DEPARTMENT in now_is.roles, house.taxes_id in now_is.department_ids) == (stands_in, stands_in)
        with store.reading() as session:
            names = {
                p.name for p in person.list_holders(session, Role.DEPARTMENT, department_id=house.taxes_id, on=day)
            }
        assert ("agent" in names) is stands_in


def test_a_deputy_of_one_department_gains_nothing_in_another(store, house):
    """Roles and departments of a deputy must not be mixed with the deputy's own."""
    with store.writing() as session:
        person.appoint_deputy(
            session,
            house.admin,
            house.specialist.person_id,
            house.waste.person_id,
            from_on=NOW.date(),
            until_on=NOW.date(),
            now=NOW,
        )
    both = actor(store, house.waste, NOW.date())
    # department of Afval, specialist of Belastingen: never the department of Belastingen
    with pytest.raises(NotAllowed), store.writing() as session:
        mailing.register(session, both, house.content(), now=NOW)


@pytest.mark.parametrize("dates", [(date(2027, 2, 2), date(2027, 2, 1))])
def test_a_deputy_whose_time_ends_before_it_begins_is_refused(store, house, dates):
    with pytest.raises(person.BadDates), store.writing() as session:
        person.appoint_deputy(
            session,
            house.admin,
            house.taxes.person_id,
            house.agent.person_id,
            from_on=dates[0],
            until_on=dates[1],
            now=NOW,
        )


def test_roles_are_given_once_and_taken_away(store, house):
    who = house.agent.person_id
    for _ in range(2):
        with store.writing() as session:
            person.grant(session, house.admin, who, Role.ANALYST, now=NOW)
    with store.reading() as session:
        assert [role for role, _ in person.get_person(session, who).roles] == [Role.AGENT, Role.ANALYST]
    for _ in range(2):
        with store.writing() as session:
            person.revoke(session, house.admin, who, Role.ANALYST, now=NOW)
    assert actor(store, house.agent, NOW.date()).roles == {Role.AGENT}


def test_an_address_belongs_to_one_colleague(store, house):
    with pytest.raises(person.EmailTaken), store.writing() as session:
        person.add_person(session, house.admin, name="ander", email=" LEAD@wierdijk.example", now=NOW)


def test_a_token_acts_in_its_role_until_it_ends(store, house):
    ends = NOW + timedelta(days=1)
    with store.writing() as session:
        plain = token.create(
            session,
            house.admin,
            name="zaaksysteem",
            role=Role.DEPARTMENT,
            department_id=house.taxes_id,
            expires_at=ends,
            now=NOW,
        )
    with store.reading() as session:
        acting = token.actor_for(session, plain, now=ends - timedelta(seconds=1))
        assert (acting.roles, acting.department_ids, acting.door) == ({Role.DEPARTMENT}, {house.taxes_id}, Door.API)
        for bad, at in ((plain, ends), (plain[:-1], NOW), ("", NOW)):
            with pytest.raises(token.BadToken):
                token.actor_for(session, bad, now=at)
        (kept,) = token.list_tokens(session)
        assert plain not in repr(kept)
    for _ in range(2):
        with store.writing() as session:
            token.revoke(session, house.admin, kept.id, now=NOW)
    with store.reading() as session, pytest.raises(token.BadToken):
        token.actor_for(session, plain, now=NOW)
