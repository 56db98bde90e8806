import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from impact.errors import NegativeCounts
from impact.named import NamedEstimate, NamingShare, agreement, learned_naming_share, named_contacts

HALF = NamingShare(0.5, 0.1)
COUNTS = st.lists(st.floats(0, 500), max_size=40)


def figure(extra: float, low: float, high: float | None) -> NamedEstimate:
    return NamedEstimate(extra, 0, extra, low, high, None)


def test_contacts_that_name_the_mailing_are_divided_by_the_part_that_names_it():
    found = named_contacts([2, 3, 1, 2, 2], [12, 42, 22, 12], share=HALF)
    assert found.named == pytest.approx(80)
    assert found.anyway == pytest.approx(8)
    assert found.extra == pytest.approx(160)
    assert found.upper is not None
    assert found.lo90 < 160 < found.upper
    assert not found.at_least


def test_without_a_naming_share_the_figure_is_a_lower_limit():
    found = named_contacts([0] * 10, [30, 20, 10])
    assert (found.extra, found.upper, found.at_least) == (60, None, True)
    assert found.lo90 < 60


def test_a_full_line_makes_the_figure_a_lower_limit_too():
    found = named_contacts([0] * 10, [30, 20, 10], share=HALF, at_least=True)
    assert found.extra == 120
    assert found.upper is None


def test_words_that_were_there_anyway_give_no_effect():
    found = named_contacts([10, 12, 8, 9, 11, 10, 10], [11, 9, 10, 10, 9], share=HALF)
    assert found.lo90 == 0
    assert found.extra < 10


def test_the_interval_holds_the_truth_about_nine_times_in_ten():
    rng = np.random.default_rng(5)
    held = 0
    for _ in range(300):
        before = rng.poisson(4, 20)
        truth = 200
        part = 0.4 * np.exp(rng.normal(0, 0.25))
        during = rng.poisson(4, 15)
        during[:5] += rng.multinomial(rng.binomial(truth, min(part, 1.0)), [0.3, 0.3, 0.2, 0.1, 0.1])
        found = named_contacts(before.tolist(), during.tolist(), share=NamingShare(0.4, 0.25))
        assert found.upper is not None
        held += found.lo90 <= truth <= found.upper
    assert 0.85 <= held / 300 <= 0.96


@given(COUNTS, COUNTS, st.floats(0.01, 1), st.floats(0, 2), st.booleans())
def test_any_counts_give_an_ordered_finite_answer(before, during, share, log_sd, at_least):
    found = named_contacts(before, during, share=NamingShare(share, log_sd), at_least=at_least)
    assert 0 <= found.lo90 <= found.extra < float("inf")
    assert (found.upper is None) == at_least
    assert found.upper is None or found.extra <= found.upper < float("inf")


@given(COUNTS, st.lists(st.floats(0, 500), min_size=1, max_size=20), st.floats(0, 100))
def test_more_naming_contacts_never_mean_a_smaller_figure(before, during, more):
    one = named_contacts(before, during, share=HALF)
    other = named_contacts(before, [during[0] + more, *during[1:]], share=HALF)
    assert other.extra >= one.extra - 1e-6


def test_counts_and_shares_that_cannot_be_are_refused():
    with pytest.raises(NegativeCounts):
        named_contacts([1], [-1])
    with pytest.raises(NegativeCounts):
        named_contacts([float("nan")], [1])
    with pytest.raises(ValueError, match="between 0 and 1"):
        NamingShare(1.2, 0.1)


def test_reviews_teach_which_part_names_the_mailing_and_more_of_them_narrow_it():
    one = learned_naming_share([(50, figure(100, 80, 120))])
    four = learned_naming_share([(50, figure(100, 80, 120))] * 4)
    assert one is not None
    assert four is not None
    assert one.share == pytest.approx(0.5, rel=0.02)
    assert four.log_sd < one.log_sd
    assert four.reviews == 4


def test_reviews_that_cannot_tell_teach_nothing():
    assert learned_naming_share([]) is None
    assert learned_naming_share([(50, figure(100, 0, 220)), (50, figure(100, 80, None)), (0, figure(9, 5, 12))]) is None


def test_figures_agree_when_each_leaves_room_for_the_other():
    assert agreement(figure(100, 80, 130), figure(115, 90, 140)).agrees is True
    assert agreement(figure(100, 90, 110), figure(200, 170, 230)).why.code == "second_higher"
    assert agreement(figure(200, 170, 230), figure(100, 90, 110)).why.code == "first_higher"
    assert agreement(figure(200, 170, 230), figure(100, 90, 110)).agrees is False


def test_a_lower_limit_contradicts_only_what_lies_below_it():
    assert agreement(figure(100, 80, 120), figure(60, 50, None)).agrees is None
    above = agreement(figure(100, 80, 120), figure(300, 280, None))
    assert (above.agrees, above.why.code) == (False, "second_higher")
    assert agreement(figure(60, 50, None), figure(100, 80, 120)).why.code == "cannot_tell"
