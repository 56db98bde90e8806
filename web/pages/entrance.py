"""The first page, signing in and out, the language, and what stands still: theme and icons."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import FileResponse, RedirectResponse, Response

from registry import mailing_view, organisation, password, person, waiting
from registry.actor import Actor
from registry.clock import DEMO_MARK, day_of
from registry.kinds import Door, Role
from registry.mailing import OVER
from registry.password import WrongPassword
from registry.person import PersonView
from registry.rights import Operation, may
from registry.store import Session
from templates.environment import LANGUAGES
from templates.notes import does
from templates.values.frame import Choice, Form
from templates.values.house import DemoGroup, DemoPerson, SignInPage, StartPage
from web.attempts import TooManyAttempts
from web.errors import NotSignedIn, status_of
from web.visit import LANGUAGE_COOKIE, SESSION_COOKIE, YEAR_SECONDS, Looking, Posting, Visit, as_other, own_address

router = APIRouter()

# the order in which the demo introduces people
ORDER = (
    Role.KCC_LEAD,
    Role.DEPARTMENT,
    Role.AGENT,
    Role.ANALYST,
    Role.ADMIN,
    Role.TRAFFICER,
    Role.CONTENT_MANAGER,
    Role.LIAISON,
    Role.SPECIALIST,
)
MAIN = frozenset(ORDER[:5])  # on whom the story of a mailing turns


@router.get("/")
def start(visit: Looking) -> Response:
    """Who signed in goes on to the mailings; who did not says who they are."""
    try:
        with visit.reading() as (session, actor):
            return visit.to(_first_place(visit, session, actor))
    except NotSignedIn:
        pass
    back = own_address(visit.query.get("terug", "/"))
    with visit.store.reading() as session:
        frame = visit.frame(session, None)
        if visit.place.picks_persons:
            story, is_over = _story(session, visit)
            page = StartPage(_groups(session, visit.lang), story, back, is_over)
            return visit.page("start", frame, page)
    return _sign_in(visit, back)


def _sign_in(visit: Visit, back: str, form: Form | None = None, status: int = 200) -> Response:
    with visit.store.reading() as session:
        frame = visit.frame(session, None)
    page = SignInPage(visit.place.with_oidc, visit.place.settings.local_accounts, back, form or Form())
    return visit.page("sign_in", frame, page, status)


@router.post("/aanmelden")
def sign_in(visit: Posting) -> Response:
    """Sign in with a password of our own, where local accounts are switched on."""
    if not visit.place.settings.local_accounts:
        raise NotSignedIn
    email, plain = visit.posted.get("email"), visit.posted.fields.get("password", "")
    back = own_address(visit.posted.get("back"))
    attempts = visit.place.attempts
    try:
        attempts.require_few(email, visit.now)
        with visit.store.reading() as session:
            person_id = password.recognise(session, email, plain)
            actor = person.actor_for(session, person_id, Door.PAGE, on=day_of(visit.now))
            place = _first_place(visit, session, actor) if back == "/" else back
    except (WrongPassword, TooManyAttempts) as error:
        if isinstance(error, WrongPassword):
            attempts.note(email, visit.now)
        form = Form({"email": email[:254]}, {"password": visit.say(error)})
        return _sign_in(visit, back, form, status_of(error))
    attempts.forget(email)
    return as_other(visit, person_id).to(place)


def _first_place(visit: Visit, session: Session, actor: Actor) -> str:
    """Agents begin with the search box, who has something to do with that, everybody else with the mailings."""
    only_agent = actor.roles <= {Role.AGENT} and actor.roles
    if not only_agent and may(actor, Operation.SEE_MAILINGS) and waiting.has_waiting(session, actor, now=visit.now):
        return "/te-doen"
    return "/zoeken" if only_agent and may(actor, Operation.SEARCH_FAQ) else "/mailings"


def _groups(session: Session, lang: str) -> tuple[DemoGroup, ...]:
    """The people by the role they play, main roles first; a role that matters per department names it."""
    departments = {each.id: each.name for each in organisation.list_departments(session)}
    groups: dict[Role, list[DemoPerson]] = {}
    for each in person.list_people(session):
        role = _main_role(each)
        if role is not None:
            where = ", ".join(departments[at] for held, at in each.roles if held is role and at in departments)
            is_said = all(part.casefold() in each.name.casefold() for part in where.split(", "))
            groups.setdefault(role, []).append(DemoPerson(str(each.id), each.name, "" if is_said else where))
    return tuple(
        DemoGroup(role, does(role, lang), tuple(groups[role]), role in MAIN) for role in ORDER if role in groups
    )


def _main_role(each: PersonView) -> Role | None:
    return min((role for role, _ in each.roles), key=ORDER.index, default=None)


def _story(session: Session, visit: Visit) -> tuple[Choice | None, bool]:
    """Return the mailing that the demo plays and whether the play is over; the play writes that into the mark of its folder."""
    settings = visit.place.settings
    if not settings.is_demo:
        return None, False
    played = (settings.data_dir / DEMO_MARK).read_text().strip()
    found = mailing_view.list_mailings(session)
    if played:
        told = next((each for each in found if each.reference == played), None)
    else:
        told = min((each for each in found if each.stage not in OVER), key=lambda each: each.id, default=None)
    return (Choice(f"/mailings/{told.reference}", told.content.title) if told else None), bool(played)


@router.post("/wie")
def pick(visit: Posting) -> Response:
    """Become one of the people of a demo."""
    if not visit.place.picks_persons:
        raise NotSignedIn
    wanted = visit.posted.get("person")
    with visit.store.reading() as session:
        chosen = person.get_person(session, wanted)
        actor = person.actor_for(session, chosen.id, Door.PAGE, on=day_of(visit.now))
        back = own_address(visit.posted.get("back"))
        place = _first_place(visit, session, actor) if back == "/" else back
    return as_other(visit, chosen.id).to(place)


@router.post("/afmelden")
def leave(visit: Posting) -> Response:
    """Sign out."""
    from_provider = visit.place.with_oidc and visit.session.person_id is not None
    response = as_other(visit, None).to("/afgemeld" if from_provider else "/")
    if not visit.place.picks_persons:
        response.delete_cookie(SESSION_COOKIE, path="/")
    return response


@router.post("/taal")
def speak(visit: Posting) -> Response:
    """Choose the language of the pages."""
    lang = visit.posted.get("lang")
    response = visit.to(own_address(visit.posted.get("back")))
    if lang in LANGUAGES:
        visit.set_cookie(response, LANGUAGE_COOKIE, lang, YEAR_SECONDS)
    return response


@router.get("/favicon.ico")
def icon() -> Response:
    """Documents without a head of ours are asked for this by browsers."""
    return RedirectResponse("/static/tower.svg", 308)


@router.get("/thema.css")
def theme(visit: Looking) -> Response:
    """Return the municipality's own theme, an empty one when none was set."""
    path = visit.place.settings.theme_css
    if path is None or not path.is_file():
        return Response("", media_type="text/css")
    return FileResponse(path, media_type="text/css")
