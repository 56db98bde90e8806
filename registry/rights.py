"""Which role may do what: the matrix as data, checked inside every operation. Default is no."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from registry.actor import Actor
from registry.errors import Anticipated
from registry.kinds import Role


class Operation(StrEnum):
    """Everything that can be asked of the registry, reading included."""

    SEE_MAILINGS = "see_mailings"
    REGISTER_MAILING = "register_mailing"
    CHANGE_MAILING = "change_mailing"
    CANCEL_MAILING = "cancel_mailing"
    MARK_SENT = "mark_sent"
    RELEASE = "release"
    ALIGN = "align"
    OVERRIDE = "override"
    ANSWER_STAFFING = "answer_staffing"
    SEE_FAQ_DRAFT = "see_faq_draft"
    EDIT_FAQ = "edit_faq"
    JUDGE_FAQ = "judge_faq"
    SEARCH_FAQ = "search_faq"
    OPEN_SLOTS = "open_slots"
    SEE_SLOTS = "see_slots"
    BOOK = "book"
    NOTE_CALLBACK = "note_callback"
    CLOSE_CALLBACK = "close_callback"
    IMPORT_CONTACTS = "import_contacts"
    NOTE_CONTACT = "note_contact"
    NOTE_SEARCH = "note_search"
    SEE_REVIEW = "see_review"
    CLOSE_REVIEW = "close_review"
    SEE_POSTTRAY = "see_posttray"
    RETRY_NOTICE = "retry_notice"
    SEE_AUDIT = "see_audit"
    MANAGE_ORGANISATION = "manage_organisation"
    MANAGE_PEOPLE = "manage_people"
    MANAGE_NORMS = "manage_norms"
    KEEP_WHAT_IF = "keep_what_if"
    DISMISS_CONFLICT = "dismiss_conflict"
    SEE_SURPRISES = "see_surprises"
    HANDLE_SURPRISE = "handle_surprise"
    DROP_ECHO = "drop_echo"
    DECIDE_GAP = "decide_gap"
    GROUP_QUESTIONS = "group_questions"
    CREATE_TOKEN = "create_token"  # noqa: S105 - the name of a right
    PREPARE = "prepare"  # drafts, forecasts, notices, reviews: the system's own work
    PURGE = "purge"


@dataclass(frozen=True)
class Rule:
    """Roles that may do it anywhere, roles that may do it for their own department, and whether the system may."""

    anywhere: frozenset[Role] = frozenset()
    own_department: frozenset[Role] = frozenset()
    system: bool = False


def _rule(*anywhere: Role, own: tuple[Role, ...] = (), system: bool = False) -> Rule:
    return Rule(frozenset(anywhere), frozenset(own), system)


_ALL = tuple(Role)
_R = Role

MATRIX: dict[Operation, Rule] = {
    Operation.SEE_MAILINGS: _rule(*_ALL, system=True),
    Operation.REGISTER_MAILING: _rule(_R.KCC_LEAD, _R.LIAISON, own=(_R.DEPARTMENT,)),
    Operation.CHANGE_MAILING: _rule(_R.KCC_LEAD, _R.LIAISON, own=(_R.DEPARTMENT,)),
    Operation.CANCEL_MAILING: _rule(_R.KCC_LEAD, own=(_R.DEPARTMENT,)),
    Operation.MARK_SENT: _rule(_R.KCC_LEAD, own=(_R.DEPARTMENT,)),
    Operation.RELEASE: _rule(_R.KCC_LEAD, own=(_R.DEPARTMENT,)),
    Operation.ALIGN: _rule(_R.KCC_LEAD),
    Operation.OVERRIDE: _rule(_R.KCC_LEAD, own=(_R.DEPARTMENT,)),
    Operation.ANSWER_STAFFING: _rule(_R.KCC_LEAD, _R.TRAFFICER),
    Operation.SEE_FAQ_DRAFT: _rule(
        _R.KCC_LEAD, _R.CONTENT_MANAGER, _R.LIAISON, _R.ANALYST, own=(_R.DEPARTMENT, _R.SPECIALIST), system=True
    ),
    Operation.EDIT_FAQ: _rule(_R.KCC_LEAD, _R.CONTENT_MANAGER, own=(_R.DEPARTMENT, _R.SPECIALIST)),
    Operation.JUDGE_FAQ: _rule(_R.KCC_LEAD),
    Operation.SEARCH_FAQ: _rule(*_ALL),
    Operation.OPEN_SLOTS: _rule(_R.KCC_LEAD, _R.TRAFFICER, own=(_R.DEPARTMENT, _R.SPECIALIST), system=True),
    Operation.SEE_SLOTS: _rule(_R.KCC_LEAD, _R.AGENT, _R.TRAFFICER, _R.LIAISON, own=(_R.DEPARTMENT, _R.SPECIALIST)),
    Operation.BOOK: _rule(_R.KCC_LEAD, _R.AGENT, _R.TRAFFICER),
    Operation.NOTE_CALLBACK: _rule(_R.KCC_LEAD, _R.AGENT),
    Operation.CLOSE_CALLBACK: _rule(_R.KCC_LEAD, _R.AGENT, own=(_R.DEPARTMENT, _R.SPECIALIST)),
    Operation.IMPORT_CONTACTS: _rule(_R.KCC_LEAD, _R.TRAFFICER, _R.ANALYST, _R.ADMIN, system=True),
    Operation.NOTE_CONTACT: _rule(_R.KCC_LEAD, _R.AGENT, _R.TRAFFICER),
    Operation.NOTE_SEARCH: _rule(_R.KCC_LEAD, _R.AGENT, _R.TRAFFICER, _R.CONTENT_MANAGER),
    Operation.SEE_REVIEW: _rule(
        _R.KCC_LEAD, _R.ANALYST, _R.TRAFFICER, _R.LIAISON, _R.CONTENT_MANAGER, own=(_R.DEPARTMENT,), system=True
    ),
    Operation.CLOSE_REVIEW: _rule(_R.KCC_LEAD, _R.ANALYST, system=True),
    Operation.SEE_POSTTRAY: _rule(_R.KCC_LEAD, _R.ADMIN),
    Operation.RETRY_NOTICE: _rule(_R.KCC_LEAD, _R.ADMIN),
    Operation.SEE_AUDIT: _rule(_R.KCC_LEAD, _R.ADMIN, _R.ANALYST),
    Operation.MANAGE_ORGANISATION: _rule(_R.ADMIN, system=True),
    Operation.MANAGE_PEOPLE: _rule(_R.ADMIN, system=True),
    Operation.MANAGE_NORMS: _rule(_R.ADMIN, _R.KCC_LEAD, system=True),
    Operation.KEEP_WHAT_IF: _rule(_R.KCC_LEAD, _R.LIAISON, _R.TRAFFICER, _R.ANALYST, own=(_R.DEPARTMENT,)),
    Operation.DISMISS_CONFLICT: _rule(_R.KCC_LEAD, _R.TRAFFICER),
    Operation.SEE_SURPRISES: _rule(_R.KCC_LEAD, _R.LIAISON, _R.TRAFFICER, _R.ANALYST, _R.CONTENT_MANAGER, system=True),
    Operation.HANDLE_SURPRISE: _rule(_R.KCC_LEAD, _R.LIAISON),
    Operation.DROP_ECHO: _rule(_R.KCC_LEAD, _R.LIAISON, _R.TRAFFICER, own=(_R.DEPARTMENT,)),
    Operation.DECIDE_GAP: _rule(_R.KCC_LEAD, _R.CONTENT_MANAGER, _R.LIAISON, own=(_R.DEPARTMENT,)),
    Operation.GROUP_QUESTIONS: _rule(_R.KCC_LEAD, _R.CONTENT_MANAGER),
    Operation.CREATE_TOKEN: _rule(_R.ADMIN, system=True),
    Operation.PREPARE: _rule(_R.KCC_LEAD, _R.CONTENT_MANAGER, system=True),
    Operation.PURGE: _rule(_R.ADMIN, system=True),
}


class NotAllowed(Anticipated):
    """The actor's roles do not permit the operation. Facts: operation, name."""

    code = "not_allowed"


class OtherDepartment(NotAllowed):
    """The actor may do it for a department, and this is of another one. Facts: operation, name."""

    code = "other_department"


def may(actor: Actor, operation: Operation, department_id: int | None = None) -> bool:
    """Tell whether `actor` may do `operation`, for that department where one is concerned.

    With `department_id` None a right for the own department counts as long as the actor has it for any department.
    """
    rule = MATRIX[operation]
    if actor.is_system:
        return rule.system
    if actor.roles & rule.anywhere:
        return True
    own = actor.departments_as(rule.own_department)
    return bool(own) if department_id is None else department_id in own


def require(actor: Actor, operation: Operation, department_id: int | None = None) -> None:
    """Refuse with `NotAllowed` unless `actor` may do `operation`; with `OtherDepartment` where only the department is in the way."""
    if not may(actor, operation, department_id):
        if department_id is not None and may(actor, operation):
            raise OtherDepartment(operation=operation.value, name=actor.name)
        raise NotAllowed(operation=operation.value, name=actor.name)
