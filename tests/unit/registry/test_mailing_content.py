"""What a department fills in: as JSON and back, what differs, and when the KCC must be asked again."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.kinds import DeliveryChannel, DeliveryClass, MailingKind, NumberOwner
from registry.mailing_content import (
    BatchContent,
    MailingContent,
    PrintedContact,
    differences,
    from_json,
    matters,
    to_json,
)

DAY = date(2027, 2, 22)
days = st.dates(date(2026, 1, 1), date(2028, 12, 31))
texts = st.text(st.characters(blacklist_categories=["Cs"]), max_size=30)
batches = st.builds(
    BatchContent,
    quantity=st.integers(1, 100_000),
    handover_on=days,
    dated_on=st.none() | days,
    arrives_from=st.none(),
    arrives_until=st.none(),
    delivery_channel=st.sampled_from(DeliveryChannel),
    delivery_class=st.none() | st.sampled_from(DeliveryClass),
    area=texts,
)
contents = st.builds(
    MailingContent,
    title=texts,
    department_id=st.integers(1, 9),
    kind=st.sampled_from(MailingKind),
    letter_type_id=st.none() | st.integers(1, 9),
    sender=texts,
    audience=texts,
    reader_action=texts,
    reader_deadline_on=st.none() | days,
    printed=st.builds(PrintedContact, texts, texts, texts, texts, texts),
    number_owner=st.sampled_from(NumberOwner),
    reach_share=st.floats(0, 1),
    guess_rate=st.none() | st.floats(0, 1),
    must_also_know=st.lists(st.integers(1, 9), max_size=3).map(tuple),
    starts_on=st.none() | days,
    ends_on=st.none() | days,
    batches=st.lists(batches, max_size=4).map(tuple),
)


@given(contents)
def test_json_and_back_is_the_same(content: MailingContent) -> None:
    assert from_json(json.loads(json.dumps(to_json(content)))) == content


@given(contents, contents)
def test_nothing_differs_exactly_when_both_are_equal(one: MailingContent, other: MailingContent) -> None:
    assert differences(one, one) == ()
    assert (differences(one, other) == ()) is (one == other)


@given(contents)
def test_a_difference_names_was_and_is_as_json(content: MailingContent) -> None:
    changed = replace(content, title=content.title + "!", batches=(*content.batches, BatchContent(7, DAY)))
    found = {item.what: (item.was, item.becomes) for item in differences(content, changed)}
    assert set(found) == {"title", f"batch {len(content.batches) + 1}"}
    assert found["title"] == (content.title, content.title + "!")
    assert json.dumps([vars(item) for item in differences(content, changed)])


@given(contents)
def test_filling_twice_is_filling_once(content: MailingContent) -> None:
    once = content.filled()
    assert once.filled() == once
    assert [batch.handover_on for batch in once.batches] == sorted(batch.handover_on for batch in content.batches)
    for batch in once.batches:
        assert batch.dated_on and batch.arrives_from and batch.arrives_until
        assert batch.handover_on <= batch.arrives_from <= batch.arrives_until
        assert (batch.delivery_class is not None) is (batch.delivery_channel is DeliveryChannel.POST)


@given(contents)
def test_what_stayed_the_same_never_matters(content: MailingContent) -> None:
    assert not matters(content.filled(), content.filled())
    words = replace(content, title="anders", sender="anders", audience="anders", number_owner=NumberOwner.OTHER)
    assert not matters(content, words)


PLAN = MailingContent("WOZ", 1, batches=(BatchContent(1000, DAY), BatchContent(1000, DAY + timedelta(days=7)))).filled()


def with_first(**changes: object) -> MailingContent:
    return replace(PLAN, batches=(replace(PLAN.batches[0], **changes), *PLAN.batches[1:]))


@pytest.mark.parametrize(
    ("quantity", "it_matters"), [(1000, False), (1100, False), (1101, True), (900, False), (899, True)]
)
def test_more_than_a_tenth_of_a_batch_matters(quantity: int, it_matters: bool) -> None:
    assert matters(PLAN, with_first(quantity=quantity)) is it_matters


def test_more_than_a_tenth_in_all_matters_even_when_no_batch_does() -> None:
    whole = MailingContent("WOZ", 1, batches=tuple(BatchContent(10, DAY) for _ in range(3)))
    grown = replace(whole, batches=tuple(replace(batch, quantity=11) for batch in whole.batches))
    assert not matters(whole, grown)
    assert matters(whole, replace(grown, batches=(*grown.batches[:2], BatchContent(12, DAY))))


@pytest.mark.parametrize("name", ["handover_on", "arrives_from", "arrives_until"])
@pytest.mark.parametrize(("shift", "it_matters"), [(1, False), (-1, False), (2, True), (-2, True)])
def test_more_than_a_day_matters(name: str, shift: int, it_matters: bool) -> None:
    moved = getattr(PLAN.batches[0], name) + timedelta(days=shift)
    assert matters(PLAN, with_first(**{name: moved})) is it_matters


def test_the_date_on_the_letter_alone_does_not_matter() -> None:
    assert not matters(PLAN, with_first(dated_on=DAY + timedelta(days=5)))


@pytest.mark.parametrize("it", ["channel", "batch less", "batch more", "event"])
def test_other_things_that_matter(it: str) -> None:
    changed = {
        "channel": with_first(delivery_channel=DeliveryChannel.EMAIL),
        "batch less": replace(PLAN, batches=PLAN.batches[:1]),
        "batch more": replace(PLAN, batches=(*PLAN.batches, BatchContent(1, DAY).filled())),
        "event": replace(PLAN, starts_on=DAY),
    }[it]
    assert matters(PLAN, changed)
