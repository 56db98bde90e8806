from datetime import date, datetime, timedelta
from math import exp
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from impact.errors import TooLittleHistory
from impact.surprise import Heard, KnownCause, log_tail, surprises
from impact.values import OpenDays

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
OPEN = OpenDays(closed=frozenset({date(2027, 3, 29), date(2027, 4, 27)}))
FIRST, LAST = date(2027, 1, 4), date(2027, 6, 25)
SAID = {
    "paspoort": ["ik wil een paspoort aanvragen", "wanneer is mijn paspoort klaar", "mijn rijbewijs is verlopen"],
    "afval": ["mijn container is niet geleegd", "grofvuil laten ophalen", "mijn afvalpas doet het niet"],
    "belasting": ["vraag over de aanslag", "ik kreeg een brief over kwijtschelding", "uitstel van betaling"],
    "verhuizing": ["verhuizing doorgeven", "ik ga samenwonen en wil mijn adres wijzigen"],
    "overig": ["ik wil iemand van de gemeente spreken", "ik heb een brief gekregen", "wat zijn de openingstijden"],
}
SMALL_TALK = ["goedemorgen", "hallo", "eigenlijk", "graag weten", "vorige week", "al eerder gebeld", "dank u"]


def quiet_log(rng, volume=40, first=FIRST, last=LAST):
    """Ordinary contacts with weekdays, busy days after a closure, drifting topics and scattered days."""
    drift = dict.fromkeys(SAID, 0.0)
    weekday = {topic: np.exp(rng.normal(0, 0.15, 7)) for topic in SAID}
    log = []
    for day in OPEN.between(first, last):
        busy = volume * (1.0 if OPEN.is_open(day - timedelta(days=1)) else 1.35) * np.exp(rng.normal(0, 0.07))
        for topic, lines in SAID.items():
            drift[topic] = 0.9 * drift[topic] + rng.normal(0, 0.1)
            level = busy / len(SAID) * weekday[topic][day.weekday()] * np.exp(drift[topic] + rng.normal(0, 0.2))
            log += [heard(rng, day, topic, lines) for _ in range(rng.poisson(level))]
    return log


def heard(rng, day, topic, lines):
    at = at_clock(day, 8) + timedelta(minutes=int(rng.integers(0, 540)))
    return Heard(at, topic, f"{lines[int(rng.integers(len(lines)))]} {SMALL_TALK[int(rng.integers(7))]}")


def letter(rng, first, count=80, words=("brief over de rioolheffing", "wat wilt u met die rioolheffing")):
    """Contacts about a letter that nobody registered, over two open days, under several topics."""
    two = OPEN.between(first, first + timedelta(days=5))[:2]
    topics = ["overig", "belasting", "overig", "afval"]
    return [heard(rng, two[k * 2 // count], topics[k % 4], words) for k in range(count)]


def at_clock(day, hour):
    return datetime(day.year, day.month, day.day, hour, tzinfo=AMSTERDAM)


def evening(day):
    return at_clock(day, 18)


@pytest.mark.parametrize("seed", range(5))
def test_eighty_contacts_about_an_unregistered_letter_raise_an_alarm_within_the_day(seed):
    rng = np.random.default_rng(seed)
    day = OPEN.between(date(2027, 4, 5), LAST)[int(rng.integers(0, 50))]
    burst = letter(rng, day)
    found = surprises([*quiet_log(rng), *burst], OPEN, until=evening(day))
    assert len(found) == 1
    (alarm,) = found
    assert alarm.topic == "overig"
    assert any("rioolheffing" in phrase for phrase in alarm.phrases)
    assert all("rioolheffing" in example for example in alarm.examples)
    assert 2 <= len(alarm.examples) <= 3
    assert alarm.first_seen_at == min(each.at for each in burst)
    assert alarm.contacts == 40
    assert alarm.ordinary < 1


@pytest.mark.parametrize("seed", range(3))
def test_sixty_quiet_days_raise_none(seed):
    log = quiet_log(np.random.default_rng(100 + seed))
    sixty = OPEN.between(date(2027, 3, 30), LAST)[:60]
    assert len(sixty) == 60
    assert [alarm for day in sixty for alarm in surprises(log, OPEN, until=evening(day))] == []


EASTER = OpenDays(closed=frozenset({date(2027, 3, 26), date(2027, 3, 29), date(2027, 4, 27)}))


@pytest.mark.parametrize("seed", range(3))
def test_messages_of_a_long_weekend_raise_no_alarm_on_any_of_its_days_nor_on_the_day_after(seed):
    rng = np.random.default_rng(300 + seed)
    log = [each for each in quiet_log(rng) if each.at.date() != date(2027, 3, 26)]
    weekend = [date(2027, 3, 26) + timedelta(days=ahead) for ahead in range(4)]
    lines = ["geen gehoor bij u", "jullie zijn gesloten", "mijn container is niet geleegd"]
    log += [heard(rng, day, "overig", lines) for day in weekend for _ in range(30)]
    days = [date(2027, 3, 25), *weekend, date(2027, 3, 30), date(2027, 3, 31)]
    assert [alarm for day in days for alarm in surprises(log, EASTER, until=evening(day))] == []


def test_a_burst_of_the_last_open_day_is_still_told_on_the_closed_day_after_it():
    rng = np.random.default_rng(11)
    log = quiet_log(rng) + [heard(rng, date(2027, 3, 25), "overig", ["brief over de gasmeter"]) for _ in range(40)]
    thursday, monday = (surprises(log, EASTER, until=evening(date(2027, 3, day))) for day in (25, 29))
    assert [alarm.phrases for alarm in monday] == [alarm.phrases for alarm in thursday] != []


def test_a_letter_is_caught_before_the_day_is_over():
    rng = np.random.default_rng(7)
    day = date(2027, 5, 12)
    noon = at_clock(day, 13)
    assert surprises([*quiet_log(rng), *letter(rng, day)], OPEN, until=noon)


def test_a_topic_without_words_is_caught_by_its_share():
    rng = np.random.default_rng(8)
    day = date(2027, 5, 12)
    log = [Heard(each.at, each.topic) for each in quiet_log(rng)]
    log += [Heard(at_clock(day, 9) + timedelta(minutes=4 * k), "afval") for k in range(120)]
    (alarm,) = surprises(log, OPEN, until=evening(day))
    assert (alarm.kind, alarm.topic, alarm.phrases, alarm.examples) == ("topic", "afval", (), ())
    assert alarm.contacts > 2 * alarm.ordinary


def test_a_log_without_topics_or_words_still_shows_a_day_with_four_times_the_contacts():
    rng = np.random.default_rng(9)
    log = [Heard(each.at) for each in quiet_log(rng)]
    day = date(2027, 5, 12)
    log += [Heard(at_clock(day, 9) + timedelta(minutes=k)) for k in range(240)]
    assert [alarm.kind for alarm in surprises(log, OPEN, until=evening(day))] == ["volume"]


def test_a_registered_mailing_is_no_surprise_and_one_beside_it_still_is():
    rng = np.random.default_rng(10)
    day = date(2027, 5, 12)
    log = [*quiet_log(rng), *letter(rng, day)]
    known = KnownCause("belasting", {day: 45.0, day + timedelta(days=1): 45.0}, frozenset({"rioolheffing"}))
    assert surprises(log, OPEN, until=evening(day), causes=[known]) == ()
    log += letter(rng, day, words=("die folder over de warmtepomp", "folder warmtepomp"))
    (alarm,) = surprises(log, OPEN, until=evening(day), causes=[known])
    assert any("warmtepomp" in phrase for phrase in alarm.phrases)


def test_a_mailing_that_was_registered_for_other_days_explains_nothing_today():
    rng = np.random.default_rng(11)
    day = date(2027, 5, 12)
    early = KnownCause(None, {date(2027, 4, 7): 45.0}, frozenset({"rioolheffing"}))
    assert surprises([*quiet_log(rng), *letter(rng, day)], OPEN, until=evening(day), causes=[early])


def test_two_letters_are_two_alarms():
    rng = np.random.default_rng(12)
    day = date(2027, 5, 12)
    second = letter(rng, day, words=("een folder voor mijn warmtepomp", "folder warmtepomp"))
    found = surprises([*quiet_log(rng), *letter(rng, day), *second], OPEN, until=evening(day))
    assert len(found) == 2


def test_one_letter_in_many_words_is_one_alarm():
    rng = np.random.default_rng(16)
    day = date(2027, 5, 12)
    words = ("kreeg vandaag een aanmaning", "wat is die aanmaning", "aanmaning snap ik niet", "u stuurt een aanmaning")
    (alarm,) = surprises([*quiet_log(rng), *letter(rng, day, words=words)], OPEN, until=evening(day))
    assert "aanmaning" in alarm.phrases[0]
    assert alarm.contacts == 40


def test_the_order_of_the_log_changes_nothing():
    rng = np.random.default_rng(13)
    day = date(2027, 5, 12)
    log = [*quiet_log(rng), *letter(rng, day)]
    shuffled = [log[place] for place in rng.permutation(len(log))]
    assert surprises(shuffled, OPEN, until=evening(day)) == surprises(log, OPEN, until=evening(day))


def test_with_less_than_ten_days_nothing_is_said():
    log = quiet_log(np.random.default_rng(14), last=FIRST + timedelta(days=9))
    with pytest.raises(TooLittleHistory):
        surprises(log, OPEN, until=evening(FIRST + timedelta(days=9)))


def test_a_day_without_contacts_is_no_surprise():
    log = quiet_log(np.random.default_rng(15), last=date(2027, 5, 11))
    assert surprises(log, OPEN, until=at_clock(date(2027, 5, 12), 8)) == ()


def test_the_tail_without_scatter_is_poisson():
    mean, count = 6.0, 15
    term, below = exp(-mean), 0.0
    for k in range(count):
        below += term
        term *= mean / (k + 1)
    assert exp(log_tail(count, mean, 1e-9)) == pytest.approx(1 - below, rel=1e-4)


def test_scatter_makes_a_burst_less_telling():
    assert log_tail(40, 10, 0.0) < log_tail(40, 10, 0.1) < log_tail(40, 10, 0.5) < 0
