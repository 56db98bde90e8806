from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mail.address import domain_of, envelope_sender, token_of
from mail.errors import BadAddress, BadHeader

BOUNCES = "retour@wierdijk.example"
TOKENS = st.from_regex(r"[a-z0-9][a-z0-9-]{7,39}", fullmatch=True)


@given(TOKENS)
def test_a_token_comes_back_from_the_envelope_sender_even_with_changed_case(token: str) -> None:
    address = envelope_sender(token, bounce_address=BOUNCES)
    assert token_of(address, bounce_address=BOUNCES) == token
    assert token_of(address.upper(), bounce_address=BOUNCES) == token


@pytest.mark.parametrize(
    "token", ["", "kort", "ABCDEFGH", "abc def gh", "abcdefgh@x", "abcdefgh\r\n", "a" * 41, "-abcdefgh"]
)
def test_a_token_that_would_not_survive_is_refused(token: str) -> None:
    with pytest.raises(BadHeader):
        envelope_sender(token, bounce_address=BOUNCES)


def test_a_bounce_address_without_room_for_the_token_is_refused() -> None:
    with pytest.raises(BadAddress):
        envelope_sender("a" * 40, bounce_address="b" * 30 + "@wierdijk.example")


@pytest.mark.parametrize(
    "recipient",
    [
        "retour@wierdijk.example",
        "retour+@wierdijk.example",
        "retour+abcdefgh@elders.example",
        "kcc+abcdefgh@wierdijk.example",
        "retour+abcdefgh",
        "retour+abc_efgh@wierdijk.example",
        "<>",
        "",
    ],
)
def test_any_other_address_names_no_notice(recipient: str) -> None:
    assert token_of(recipient, bounce_address=BOUNCES) is None


def test_the_domain_is_what_follows_the_last_at_sign_in_lower_case() -> None:
    assert domain_of("KCC@Wierdijk.Example") == "wierdijk.example"
    assert domain_of("<>") == ""
