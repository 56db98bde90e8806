"""Looks into what came in by SMTP: our own mail in the post tray, returned mail, anything else."""

from __future__ import annotations

from flows.delivery import bounce_address
from flows.installation import Installation
from mail.address import token_of
from registry import inbox, notice

GROUP = 100


def read_inbox(house: Installation) -> int:
    """Say of each unread mail what it is and return how many there were. A returned message ends its notice as undelivered.

    The token in the address it came back to names the notice; whatever has none is kept for a person to look at.
    """
    address = bounce_address(house.settings)
    with house.store.writing() as session:
        unread = inbox.list_unread(session, limit=GROUP)
        for mail in unread:
            token = next((found for each in mail.recipients if (found := token_of(each, bounce_address=address))), None)
            returned = token is not None and notice.mark_returned(
                session, token, now=house.now(), problem="teruggekomen bericht"
            )
            is_own = (
                house.settings.relay_host is None and token_of(mail.envelope_from, bounce_address=address) is not None
            )
            meaning = "bounce" if returned else "posttray" if is_own else "other"
            inbox.mark_read(session, mail.id, meaning=meaning, now=house.now())
    return len(unread)
