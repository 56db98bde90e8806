"""The plain value types of the house: closed lists that every room may know.

Values are the English code words of the glossary (docs/glossary.md); what a reader sees is made in `templates`.
"""

from __future__ import annotations

from enum import StrEnum


class Stage(StrEnum):
    """Where a mailing stands: concept, gemeld, voorbereid, afgestemd, verzonden, nazorg, gesloten, vervallen."""

    CONCEPT = "concept"
    REGISTERED = "registered"
    PREPARED = "prepared"
    ALIGNED = "aligned"
    SENT = "sent"
    AFTERCARE = "aftercare"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class Role(StrEnum):
    """What a person may be; one person may hold several."""

    DEPARTMENT = "department"
    KCC_LEAD = "kcc_lead"
    AGENT = "agent"
    CONTENT_MANAGER = "content_manager"
    LIAISON = "liaison"
    TRAFFICER = "trafficer"
    SPECIALIST = "specialist"
    ANALYST = "analyst"
    ADMIN = "admin"


class MailingKind(StrEnum):
    """mailing: our own; external: somebody else's (the State, a waterschap); event: no letter at all (storm, deadline)."""

    MAILING = "mailing"
    EXTERNAL = "external"
    EVENT = "event"


class Channel(StrEnum):
    """How a resident contacts us (kanaal)."""

    PHONE = "phone"
    DESK = "desk"
    CHAT = "chat"
    WEBCARE = "webcare"
    MAIL = "mail"


class PeriodKind(StrEnum):
    """closing: the KCC is shut; training: fewer people at work; quiet: no mailings wanted (elections); leave: specialists away."""

    CLOSING = "closing"
    SCHOOL_HOLIDAY = "school_holiday"
    TRAINING = "training"
    QUIET = "quiet"
    LEAVE = "leave"


class DeliveryChannel(StrEnum):
    """How the mailing travels (verzendkanaal)."""

    POST = "post"
    BERICHTENBOX = "berichtenbox"
    EMAIL = "email"
    LEAFLET = "leaflet"


class DeliveryClass(StrEnum):
    """The postal service level; only meaningful for post."""

    H24 = "24h"
    H48 = "48h"
    H72 = "72h"


class Door(StrEnum):
    """Through which door an actor came in."""

    PAGE = "page"
    COMMAND = "command"
    API = "api"
    MAIL = "mail"
    FLOW = "flow"


class FaqState(StrEnum):
    """draft: to be judged; approved: agents see it; returned: sent back to the department; dropped: not used; asleep: window over."""

    DRAFT = "draft"
    APPROVED = "approved"
    RETURNED = "returned"
    DROPPED = "dropped"
    ASLEEP = "asleep"


class SourceKind(StrEnum):
    """Where a line of an FAQ entry comes from."""

    LETTER = "letter"
    LOG = "log"
    BANK = "bank"
    EARLIER = "earlier"
    EXTERNAL = "external"
    PERSON = "person"


class StaffingAnswer(StrEnum):
    """Answer to the staffing question of the gate."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"


class NoticeState(StrEnum):
    """ready, sent (relay took it), in the post tray (no relay), delayed, not delivered, technical fault, possibly twice."""

    READY = "ready"
    SENT = "sent"
    IN_POSTTRAY = "in_posttray"
    DELAYED = "delayed"
    UNDELIVERED = "undelivered"
    FAULT = "fault"
    POSSIBLY_TWICE = "possibly_twice"


class NoticeKind(StrEnum):
    """What a notice is about; `templates/mail/` holds one template per kind."""

    MAILING_REGISTERED = "mailing_registered"
    FAQ_READY = "faq_ready_for_approval"
    SLOTS_NEEDED = "slots_needed"
    STAFFING_QUESTION = "staffing_question"
    MAILING_ALIGNED = "mailing_aligned"
    AUTO_ALIGNED = "auto_aligned"
    CHANGED = "changed"
    REMINDER = "reminder"
    QUESTION_TO_DEPARTMENT = "question_to_department"
    REVIEW_READY = "review_ready"
    OVERRIDE_USED = "override_used"
    RELEASED = "released"
    CANCELLED = "cancelled"
    LETTER_UNREADABLE = "letter_unreadable"
    NOWCAST_CHANGED = "nowcast_changed"
    SURPRISE_SEEN = "surprise_seen"


class Missing(StrEnum):
    """What the gate can miss."""

    FORECAST = "forecast"
    LETTER = "letter"
    FAQ_DRAFT = "faq_draft"
    FAQ_ANSWERS = "faq_answers"
    FAQ_APPROVAL = "faq_approval"
    STAFFING = "staffing"
    SLOTS = "slots"
    LEAD_YES = "lead_yes"


class SlotState(StrEnum):
    """open: can be booked; taken: one active appointment; blocked: withdrawn (absence)."""

    OPEN = "open"
    TAKEN = "taken"
    BLOCKED = "blocked"


class AppointmentState(StrEnum):
    """active: holds its slot; cancelled: gave it back; done: took place."""

    ACTIVE = "active"
    CANCELLED = "cancelled"
    DONE = "done"


class LetterState(StrEnum):
    """unread: stored; read: text is there; failed: could not be read, `problem` says why."""

    UNREAD = "unread"
    READ = "read"
    FAILED = "failed"


class NumberOwner(StrEnum):
    """Whose telephone number the letter names."""

    KCC = "kcc"
    DEPARTMENT = "department"
    OTHER = "other"
    NONE = "none"


class SearchOutcome(StrEnum):
    """What came of a search: an answer was opened, nothing was found, or what was found did not help."""

    OPENED = "opened"
    EMPTY = "empty"
    UNHELPFUL = "unhelpful"


class TallyOutcome(StrEnum):
    """How a tallied contact ended: answered by the KCC itself, handed over, or a promise to call back."""

    ANSWERED = "answered"
    HANDED_OVER = "handed_over"
    CALLBACK = "callback"


class GapState(StrEnum):
    """What became of a question that the letter leaves open: nothing yet, the letter or insert says it now, or it will not."""

    OPEN = "open"
    DONE = "done"
    REFUSED = "refused"


class GroupAct(StrEnum):
    """What a content manager decides about groups of questions (the words of `drafting.group_memory`)."""

    MERGE = "merge"
    SPLIT = "split"
    RENAME = "rename"
    LEAVE_OUT = "leave_out"


class Todo(StrEnum):
    """What can wait for somebody."""

    FAQ_JUDGE = "faq_judge"
    FAQ_ANSWER = "faq_answer"
    FAQ_RETURNED = "faq_returned"
    STAFFING = "staffing"
    ALIGN = "align"
    LETTER = "letter"
    SLOTS = "slots"
    RELEASE = "release"
    SENDING = "sending"
    CALLBACK = "callback"
    REVIEW = "review"
