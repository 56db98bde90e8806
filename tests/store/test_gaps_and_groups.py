"""Gaps of a letter, groups of questions and lines of others: what is kept, decided, refused and purged."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError
from wierdijk import NOW, SYSTEM

from registry import audit, faq, gap, mailing, mailing_view, notice, question_group
from registry.audit import AuditRow
from registry.errors import BadValue
from registry.gap import GapReasonMissing, NewGap, StaleGap
from registry.kinds import FaqState, GapState, GroupAct, NoticeKind, SourceKind, Stage
from registry.question_group import AnchorView, NewDecision
from registry.rights import NotAllowed

ASKED = (
    NewGap("woz.verslag", "Waar vind ik het taxatieverslag?", 60, 4),
    NewGap("woz.betalen", "Wanneer moet ik betalen?", 12, 0, "U betaalt voor 30 april."),
    NewGap("woz.bezwaar", "Hoe maak ik bezwaar?", 9, 80),
)


def found(store, mailing_id, gaps=ASKED):
    with store.writing() as session:
        gap.store_gaps(session, SYSTEM, mailing_id, gaps, now=NOW)
        return gap.list_gaps(session, mailing_id)


def test_what_the_letter_leaves_open_stands_first_and_most_asked_first(store, house, registered):
    assert [each.key for each in found(store, registered)] == ["woz.bezwaar", "woz.verslag", "woz.betalen"]


def test_a_decision_survives_the_next_look_and_the_same_look_writes_no_second_line_in_the_trail(
    store, house, registered
):
    first = next(each for each in found(store, registered) if each.key == "woz.verslag")
    with store.writing() as session:
        assert gap.decide(
            session,
            house.taxes,
            first.id,
            GapState.DONE,
            insert_line="Uw taxatieverslag staat op mijnoverheid.example.",
            now=NOW,
        )
    lines = found(store, registered, ASKED)
    again = next(each for each in lines if each.key == "woz.verslag")
    assert (again.state, again.version, again.decided_by) == (GapState.DONE, 2, house.taxes.name)
    with store.reading() as session:
        written = session.scalars(select(AuditRow.action).where(AuditRow.action.in_(("gaps.found", "gap.decided"))))
        assert sorted(written) == ["gap.decided", "gaps.found"]


def test_a_question_that_is_gone_leaves_the_list_unless_somebody_decided_about_it(store, house, registered):
    decided = next(each for each in found(store, registered) if each.key == "woz.bezwaar")
    with store.writing() as session:
        gap.decide(session, house.taxes, decided.id, GapState.REFUSED, reason="staat op de achterkant", now=NOW)
    assert [each.key for each in found(store, registered, ())] == ["woz.bezwaar"]


def test_refusing_a_line_needs_a_reason_also_in_the_database(store, house, registered):
    first = found(store, registered)[0]
    with store.writing() as session, pytest.raises(GapReasonMissing):
        gap.decide(session, house.taxes, first.id, GapState.REFUSED, reason="  ", now=NOW)
    with pytest.raises(IntegrityError), store.writing() as session:
        session.execute(text("UPDATE gap SET state = 'refused', reason = ''"))


def test_two_writers_do_not_overwrite_each_other(store, house, registered):
    first = found(store, registered)[0]
    with store.writing() as session:
        gap.decide(session, house.taxes, first.id, GapState.DONE, expected_version=1, now=NOW)
    with store.writing() as session, pytest.raises(StaleGap):
        gap.decide(session, house.taxes, first.id, GapState.OPEN, expected_version=1, now=NOW)


def test_another_department_and_an_agent_do_not_decide_about_a_letter(store, house, registered):
    first = found(store, registered)[0]
    for who in (house.waste, house.agent):
        with store.writing() as session, pytest.raises(NotAllowed):
            gap.decide(session, who, first.id, GapState.DONE, now=NOW)


def test_the_gaps_of_the_last_mailing_are_the_first_check_of_the_next_of_its_type(store, house, registered):
    found(store, registered)
    with store.writing() as session:
        content = house.content()
        later = tuple(type(batch)(batch.quantity, batch.handover_on + timedelta(days=364)) for batch in content.batches)
        changed = type(content)(
            **{**{name: getattr(content, name) for name in content.__dataclass_fields__}, "batches": later}
        )
        following = mailing.register(session, house.taxes, changed, now=NOW)
        asked = gap.list_last(session, house.woz_id, before_mailing_id=following)
        assert [each.key for each in asked] == ["woz.bezwaar", "woz.verslag"]
        assert gap.list_last(session, house.woz_id, before_mailing_id=registered) == ()
        assert [each.key for each in gap.list_last(session, house.woz_id)] == ["woz.bezwaar", "woz.verslag"]


GROUP = AnchorView("woz.verslag")
OTHER = AnchorView(None, ("waar is mijn verslag", "verslag niet gevonden"))


def decided(store, house, mailing_id, new):
    with store.writing() as session:
        return question_group.decide(session, house.lead, mailing_id, new, now=NOW)


def test_decisions_about_groups_count_for_every_mailing_of_the_type_in_the_order_taken(store, house, registered):
    decided(store, house, registered, NewDecision(GroupAct.MERGE, OTHER, GROUP))
    decided(store, house, registered, NewDecision(GroupAct.RENAME, GROUP, name=" Waar  is het verslag? "))
    with store.writing() as session:
        second = mailing.register(session, house.taxes, house.content(), now=NOW)
        kept = question_group.list_decisions(session, second)
    assert [(each.act, each.group, each.into, each.name) for each in kept] == [
        (GroupAct.MERGE, OTHER, GROUP, ""),
        (GroupAct.RENAME, GROUP, None, "Waar is het verslag?"),
    ]


def test_a_decision_that_is_withdrawn_counts_no_more_and_only_once(store, house, registered):
    number = decided(store, house, registered, NewDecision(GroupAct.LEAVE_OUT, OTHER))
    with store.writing() as session:
        question_group.withdraw(session, house.lead, registered, number, now=NOW)
        assert question_group.list_decisions(session, registered) == ()
        with pytest.raises(question_group.GroupDecisionNotFound):
            question_group.withdraw(session, house.lead, registered, number, now=NOW)


@pytest.mark.parametrize(
    "new",
    [
        NewDecision(GroupAct.RENAME, GROUP, name=" "),
        NewDecision(GroupAct.SPLIT, GROUP),
        NewDecision(GroupAct.MERGE, GROUP, GROUP),
        NewDecision(GroupAct.MERGE, GROUP),
        NewDecision(GroupAct.RENAME, GROUP, name="x" * 301),
    ],
)
def test_a_decision_that_says_nothing_is_refused(store, house, registered, new):
    with pytest.raises(BadValue):
        decided(store, house, registered, new)


def test_the_department_does_not_merge_groups(store, house, registered):
    with store.writing() as session, pytest.raises(NotAllowed):
        question_group.decide(session, house.taxes, registered, NewDecision(GroupAct.LEAVE_OUT, OTHER), now=NOW)


def test_groups_are_replaced_by_newer_ones_and_go_with_their_oldest_words(store, house, registered):
    for count in (3, 5):
        with store.writing() as session:
            question_group.store_grouping(
                session, SYSTEM, registered, {"groups": []}, since_at=NOW, line_count=count, now=NOW
            )
    with store.writing() as session:
        assert question_group.purge_groupings(session, SYSTEM, before=NOW) == 0
        kept = question_group.find_grouping(session, registered)
        assert kept is not None and kept.line_count == 5
        assert question_group.purge_groupings(session, SYSTEM, before=NOW + timedelta(seconds=1)) == 1
        assert question_group.find_grouping(session, registered) is None


def lines(count=12, answer="Dat regelt de Belastingdienst."):
    source = faq.Source(SourceKind.EXTERNAL, "Belastingdienst", answer, dated_on=date(2027, 1, 4))
    return [faq.NewEntry(f"Vraag {number}?", answer, (source,)) for number in range(count)]


def test_lines_of_others_are_drafts_with_source_and_day_and_the_lead_is_told_once(store, house, registered):
    with store.writing() as session:
        assert len(faq.add_lines(session, house.lead, registered, lines(), now=NOW)) == 12
        assert faq.add_lines(session, house.lead, registered, lines(), now=NOW) == ()
    with store.reading() as session:
        kept = faq.list_entries(session, registered)
        assert {each.state for each in kept} == {FaqState.DRAFT}
        assert {(each.sources[0].place, each.sources[0].dated_on) for each in kept} == {
            ("Belastingdienst", date(2027, 1, 4))
        }
        assert faq.list_visible(session, on=date(2027, 3, 1)) == ()
        assert mailing_view.get_mailing(session, registered).stage is Stage.PREPARED
        told = [each for each in notice.list_notices(session, limit=50) if each.kind is NoticeKind.FAQ_READY]
        assert len(told) == len({each.id for each in told}) == 1


def test_an_approved_line_of_others_expires_with_the_mailing(store, house, registered):
    with store.writing() as session:
        number = faq.add_lines(session, house.lead, registered, lines(1), now=NOW)[0]
        faq.judge(session, house.lead, number, FaqState.APPROVED, now=NOW)
        kept, owner = faq.get_entry(session, number), mailing_view.get_mailing(session, registered)
    assert kept.valid_until == faq.validity(session, registered)[1] >= owner.last_on + timedelta(days=42)


def test_one_line_that_cannot_be_leaves_all_of_them_out(store, house, registered):
    bad = [*lines(2), faq.NewEntry(" ", "x", ())]
    with pytest.raises(BadValue), store.writing() as session:
        faq.add_lines(session, house.lead, registered, bad, now=NOW)
    with store.reading() as session:
        assert faq.list_entries(session, registered) == ()
        assert session.scalar(select(func.count(AuditRow.id)).where(AuditRow.action == "faq.added")) == 0
        assert audit.list_lines(session, mailing_id=registered, limit=5)


def test_an_agent_adds_no_lines(store, house, registered):
    with store.writing() as session, pytest.raises(NotAllowed):
        faq.add_lines(session, house.agent, registered, lines(1), now=NOW)
