"""The logs: reproducible, in callers' words, and with a truth that is what was injected."""

from __future__ import annotations

import csv
import io
from collections import Counter
from datetime import date, timedelta
from typing import Literal

import pytest

from demo import counts
from demo.contact_log import COLUMNS, LoggedContact, contacts_of_this_year, last_year_log, write_log
from demo.counts import history
from demo.mailings import EARLIER_MAILINGS, LOG_FROM, LOG_UNTIL, WOZ_2026, SentBatch, this_year
from demo.municipality import ADDRESSES, TOPICS
from demo.response import Truth, hidden_response, truth
from demo.speech import woz_intents
from registry.kinds import Channel

SEED = 11


@pytest.fixture(scope="module")
def this_years() -> tuple[LoggedContact, ...]:
    return contacts_of_this_year(SEED)


@pytest.fixture(scope="module")
def last_years() -> tuple[LoggedContact, ...]:
    return last_year_log(SEED)


def as_csv(contacts: tuple[LoggedContact, ...], answered: Literal["reached", "helped"] = "reached") -> str:
    target = io.StringIO(newline="")
    write_log(contacts, target, answered=answered)
    return target.getvalue()


def test_the_same_seed_gives_the_same_bytes(this_years: tuple[LoggedContact, ...]) -> None:
    assert as_csv(contacts_of_this_year(SEED)) == as_csv(this_years)


def test_another_seed_gives_another_log_and_another_truth(this_years: tuple[LoggedContact, ...]) -> None:
    assert as_csv(contacts_of_this_year(SEED + 1)) != as_csv(this_years)
    assert truth(SEED, LOG_FROM, LOG_UNTIL) != truth(SEED + 1, LOG_FROM, LOG_UNTIL)


def test_the_truth_is_what_was_injected_once_per_resident(this_years: tuple[LoggedContact, ...]) -> None:
    injected = [contact for contact in this_years if contact.mailing and contact.first_attempt]
    per_day = Counter(contact.began_at.date() for contact in injected)
    known = truth(SEED, LOG_FROM, LOG_UNTIL)
    assert known.extra == len(injected) > 300
    assert known.peak_day is not None
    assert per_day[known.peak_day] == max(per_day.values())


def test_the_truth_of_a_window_counts_only_what_falls_in_it(this_years: tuple[LoggedContact, ...]) -> None:
    first, last = date(2027, 2, 16), date(2027, 2, 26)
    inside = [
        contact
        for contact in this_years
        if contact.mailing and contact.first_attempt and first <= contact.began_at.date() <= last
    ]
    assert truth(SEED, first, last).extra == len(inside)
    assert truth(SEED, date(2026, 12, 1), date(2026, 12, 31)) == Truth(0, None)


def test_a_redial_has_the_caller_and_topic_of_an_abandoned_call_of_that_day(
    this_years: tuple[LoggedContact, ...],
) -> None:
    abandoned = {
        (contact.caller, contact.topic, contact.began_at.date())
        for contact in this_years
        if contact.first_attempt and not contact.duration_seconds
    }
    redials = [contact for contact in this_years if not contact.first_attempt]
    assert redials
    assert all((contact.caller, contact.topic, contact.began_at.date()) in abandoned for contact in redials)


def test_callers_are_told_apart(this_years: tuple[LoggedContact, ...]) -> None:
    first = [contact.caller for contact in this_years if contact.first_attempt]
    assert len(set(first)) == len(first)


def test_an_abandoned_row_has_no_words_and_no_duration(this_years: tuple[LoggedContact, ...]) -> None:
    abandoned = [contact for contact in this_years if contact.duration_seconds == 0]
    assert abandoned
    assert all(not contact.reached and not contact.text and contact.intent is None for contact in abandoned)
    assert abandoned == [contact for contact in this_years if not contact.reached]


def test_the_column_answered_says_what_was_asked_of_it(this_years: tuple[LoggedContact, ...]) -> None:
    no = {
        meaning: sum(row["answered"] == "nee" for row in csv.DictReader(io.StringIO(as_csv(this_years, meaning))))
        for meaning in ("reached", "helped")
    }
    assert no["reached"] == sum(contact.duration_seconds == 0 for contact in this_years)
    assert no["helped"] > 2 * no["reached"]


def test_the_counts_of_this_year_are_those_of_the_log(this_years: tuple[LoggedContact, ...]) -> None:
    rows = list(counts.this_years(SEED))
    assert sum(row.offered for row in rows) == len(this_years)
    assert sum(row.abandoned for row in rows) == sum(not contact.reached for contact in this_years)
    assert sum(row.handling_seconds for row in rows) == sum(contact.duration_seconds for contact in this_years)
    assert {row.channel for row in rows if row.wait_seconds is not None} == {Channel.PHONE}


def test_the_log_has_a_realistic_size_and_unique_ids(this_years: tuple[LoggedContact, ...]) -> None:
    assert 10_000 <= len(this_years) <= 15_000
    assert len({contact.contact_id for contact in this_years}) == len(this_years)


def test_the_file_has_the_columns_of_the_import(this_years: tuple[LoggedContact, ...]) -> None:
    rows = list(csv.DictReader(io.StringIO(as_csv(this_years))))
    assert tuple(rows[0]) == COLUMNS
    assert len(rows) == len(this_years)
    assert {row["channel"] for row in rows} == {"telefoon", "balie", "chat", "webcare", "e-mail"}
    assert {row["topic"] for row in rows} == set(TOPICS)
    assert {row["answered"] for row in rows} == {"ja", "nee"}


def test_a_part_of_the_period_gives_the_same_rows_with_the_same_ids(this_years: tuple[LoggedContact, ...]) -> None:
    first, last = date(2027, 2, 22), date(2027, 2, 26)
    part = contacts_of_this_year(SEED, first=first, last=last)
    assert part == tuple(contact for contact in this_years if first <= contact.began_at.date() <= last)


def test_a_batch_that_was_not_sent_brings_nothing() -> None:
    only_first = this_year().batches[:1]
    assert 0 < truth(SEED, LOG_FROM, LOG_UNTIL, sent=only_first).extra < truth(SEED, LOG_FROM, LOG_UNTIL).extra
    assert truth(SEED, LOG_FROM, LOG_UNTIL, sent=()).extra == 0


def test_a_batch_moved_a_week_moves_its_contacts_and_no_ordinary_one() -> None:
    batch = this_year().batches[0]
    moved = SentBatch(batch.handover_on + timedelta(days=7), batch.quantity)
    day = date(2027, 2, 12)
    before = contacts_of_this_year(SEED, [batch], day, day)
    after = contacts_of_this_year(SEED, [moved], day, day)
    assert sum(contact.mailing is not None for contact in before) > 0
    assert sum(contact.mailing is not None for contact in after) == 0
    assert Counter(contact.began_at for contact in after if contact.first_attempt) == Counter(
        contact.began_at for contact in before if contact.first_attempt and not contact.mailing
    )


def test_contact_rate_and_lag_differ_per_seed_within_bounds() -> None:
    responses = [hidden_response(seed, this_year()) for seed in range(1, 21)]
    rates = [response.contact_rate for response in responses]
    assert 0.012 <= min(rates) < 0.019 < 0.021 < max(rates) <= 0.033
    assert max(response.lag_days for response in responses) > 1.3 * min(response.lag_days for response in responses)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_last_year_asks_sixty_times_for_the_taxatieverslag_and_that_is_in_the_top_three(seed: int) -> None:
    asked = Counter(contact.intent for contact in last_year_log(seed) if contact.intent)
    assert asked["taxatieverslag"] == 60
    assert "taxatieverslag" in [intent for intent, _ in asked.most_common(3)]
    assert set(asked) == set(woz_intents())


def test_who_searches_last_years_words_finds_the_same_sixty(last_years: tuple[LoggedContact, ...]) -> None:
    assert sum("taxatie" in contact.text.casefold() for contact in last_years) == 60


def test_last_years_log_holds_about_900_contacts_that_stand_in_the_counts(
    last_years: tuple[LoggedContact, ...],
) -> None:
    assert 800 <= len(last_years) <= 1_000
    day = Counter(contact.began_at.date() for contact in last_years).most_common(1)[0][0]
    counted = sum(row.offered for row in history(SEED, day, day) if row.channel is Channel.PHONE)
    logged = sum(contact.channel is Channel.PHONE and contact.began_at.date() == day for contact in last_years)
    assert 0 < logged < counted


def test_part_of_last_years_questions_had_no_answer(last_years: tuple[LoggedContact, ...]) -> None:
    asked = [contact for contact in last_years if contact.intent == "taxatieverslag"]
    unanswered = sum(not contact.helped for contact in asked)
    assert 15 <= unanswered <= 40


def test_last_years_words_vary(last_years: tuple[LoggedContact, ...]) -> None:
    said = [contact.text for contact in last_years if contact.text]
    assert len(set(said)) > 0.75 * len(said)


def test_the_past_mailings_brought_contacts_of_the_size_of_their_type() -> None:
    whole = date(2024, 1, 1), date(2028, 1, 1)
    for mailing in EARLIER_MAILINGS:
        extra = truth(SEED, *whole, mailing=mailing).extra
        assert 0.002 * mailing.quantity < extra < 0.045 * mailing.quantity
    assert 800 < truth(SEED, *whole, mailing=WOZ_2026).extra < 1_000
    assert this_year().quantity == ADDRESSES
