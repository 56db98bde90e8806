"""The shapes of what templates get: one frozen dataclass per page and per kind of mail.

`web` and `flows` map the registry's views to these; a template reads nothing else.
"""

from templates.values import (
    admin,
    advice,
    answers,
    desk,
    drafting,
    honesty,
    house,
    impact,
    mailing,
    manual,
    paper,
    review,
    self_handled,
)

PAGES: dict[str, type] = {
    "start": house.StartPage,
    "sign_in": house.SignInPage,
    "signed_out": house.SignedOutPage,
    "mailings": mailing.MailingsPage,
    "mailing": mailing.MailingPage,
    "register": mailing.RegisterPage,
    "change": mailing.ChangePage,
    "proof": mailing.ProofPage,
    "advice": advice.AdvicePage,
    "what_if": advice.WhatIfPage,
    "letter_check": drafting.LetterCheckPage,
    "gaps": drafting.GapsPage,
    "groups": drafting.GroupsPage,
    "external": drafting.ExternalPage,
    "conflicts": impact.ConflictsPage,
    "surprises": impact.SurprisesPage,
    "honesty": honesty.HonestyPage,
    "statement": honesty.StatementPage,
    "self_handled": self_handled.SelfHandledPage,
    "faq": answers.FaqPage,
    "search": answers.SearchPage,
    "todo": desk.TodoPage,
    "tally": desk.TallyPage,
    "tally_sheet": desk.TallySheetPage,
    "contacts": desk.ContactsPage,
    "appointments": answers.AppointmentsPage,
    "callbacks": answers.CallbacksPage,
    "review": review.ReviewPage,
    "posttray": house.PosttrayPage,
    "posttray_mail": house.PosttrayMail,
    "health": house.HealthPage,
    "manual": manual.ManualPage,
    "error": house.ErrorPage,
    "admin": admin.AdminPage,
    "admin_organisations": admin.OrganisationsPage,
    "admin_departments": admin.DepartmentsPage,
    "admin_department": admin.DepartmentPage,
    "admin_people": admin.PeoplePage,
    "admin_person": admin.PersonPage,
    "admin_letter_types": admin.LetterTypesPage,
    "admin_letter_type": admin.LetterTypePage,
    "admin_calendar": admin.CalendarPage,
    "admin_capacity": admin.CapacityPage,
    "admin_norms": admin.NormsPage,
    "audit": admin.AuditPage,
    "parts/faq_line": answers.FaqLinePart,
    "parts/search_results": answers.SearchPage,
    "parts/register_feedback": mailing.Feedback,
}
"""Every template of `templates/pages/` that is rendered by itself, with the class of its `page` value."""

PAPERS: dict[str, type] = {
    "review/onepager": review.ReviewPage,
    "faq/sheet": paper.FaqSheet,
    "brief/day": paper.Brief,
}
"""Every document for paper with the class of its `page` value."""
