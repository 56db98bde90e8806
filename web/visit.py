"""One request by one visitor: who it is, in which language, what was posted, and how a page goes back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Annotated, Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from fastapi import Depends
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request

from flows.trigger import Request as FlowRequest
from flows.trigger import ask
from registry import organisation, person
from registry.actor import Actor
from registry.clock import day_of
from registry.errors import Anticipated, BadValue
from registry.kinds import Door, Role
from registry.person import PersonNotFound
from registry.rights import Operation, may
from registry.store import Session as Record
from registry.store import Store
from templates import manual
from templates.environment import LANGUAGES, render_page
from templates.notes import message
from templates.sentences import sentence
from templates.values.frame import Frame, Message, Section, Viewer
from web.errors import ForeignForm, FormExpired, NotSignedIn
from web.place import Place
from web.seal import SESSION_SECONDS, Session

SESSION_COOKIE = "tk_session"
LANGUAGE_COOKIE = "tk_lang"
# NUL, and the signs that turn the direction of what follows them, also on pages where a text is shown later
NEVER_KEPT = dict.fromkeys((0, *range(0x202A, 0x202F), *range(0x2066, 0x206A)))
LARGEST_FIELD = 2 * 1024 * 1024  # a pasted letter; a larger one is uploaded
YEAR_SECONDS = 365 * 86_400

SECTIONS: Mapping[Section, tuple[Operation, ...]] = {
    Section.TODO: (
        Operation.JUDGE_FAQ,
        Operation.EDIT_FAQ,
        Operation.ANSWER_STAFFING,
        Operation.OPEN_SLOTS,
        Operation.CLOSE_REVIEW,
    ),
    Section.MAILINGS: (Operation.SEE_MAILINGS,),
    Section.INSIGHT: (Operation.SEE_SURPRISES, Operation.SEE_REVIEW),
    Section.SEARCH: (Operation.SEARCH_FAQ,),
    Section.TALLY: (Operation.NOTE_CONTACT,),
    Section.APPOINTMENTS: (Operation.SEE_SLOTS,),
    Section.CALLBACKS: (Operation.CLOSE_CALLBACK,),
    Section.CONTACTS: (Operation.SEE_REVIEW,),
    Section.POSTTRAY: (Operation.SEE_POSTTRAY,),
    Section.HEALTH: (Operation.SEE_POSTTRAY,),
    Section.ADMIN: (Operation.MANAGE_NORMS,),
    Section.AUDIT: (Operation.SEE_AUDIT,),
}


@dataclass(frozen=True)
class Upload:
    """A file as it was sent; nothing is written to disk."""

    filename: str
    content: bytes


@dataclass(frozen=True)
class Posted:
    """A form as it was typed. A field that comes more than once is joined by commas in `fields`."""

    fields: Mapping[str, str] = field(default_factory=dict)
    uploads: Mapping[str, Upload] = field(default_factory=dict)

    def get(self, name: str) -> str:
        """Return what was typed without the blanks around it, "" when the field is not there."""
        return self.fields.get(name, "").strip()

    def version(self) -> int | None:
        """Return the version that the form was made from, None when it does not say."""
        text = self.get("version")
        return int(text) if text.isdecimal() and len(text) < 10 else None


@dataclass
class Visit:
    """What a handler gets. The session with the record is opened inside the handler, never before."""

    request: Request
    place: Place
    session: Session
    is_fresh: bool
    lang: str
    now: datetime
    posted: Posted = field(default_factory=Posted)

    @property
    def store(self) -> Store:
        """Return the registry that the pages show."""
        return self.place.store

    @property
    def query(self) -> Mapping[str, str]:
        """Return the query of the address."""
        return self.request.query_params

    @property
    def is_part(self) -> bool:
        """Tell whether htmx asks, so that a part of the page is enough."""
        return self.request.headers.get("HX-Request") == "true"

    @contextmanager
    def reading(self) -> Iterator[tuple[Record, Actor]]:
        """Give a session for queries and who asks.

        Raises:
            NotSignedIn: nobody is signed in.
        """
        self._require_person()
        with self.store.reading() as record:
            yield record, self._actor(record)

    @contextmanager
    def writing(self) -> Iterator[tuple[Record, Actor]]:
        """Give a session inside one transaction and who acts.

        Raises:
            NotSignedIn: nobody is signed in.
        """
        self._require_person()
        with self.store.writing() as record:
            yield record, self._actor(record)

    def _require_person(self) -> int:
        if self.session.person_id is None:
            raise NotSignedIn
        return self.session.person_id

    def _actor(self, record: Record) -> Actor:
        try:
            return person.actor_for(record, self._require_person(), Door.PAGE, on=day_of(self.now))
        except PersonNotFound as gone:
            raise NotSignedIn from gone

    def frame(
        self, record: Record, actor: Actor | None, current: Section | None = None, said: Message | None = None
    ) -> Frame:
        """Return the values of the base page; `said` is the sentence above it, else the one the address names."""
        settings = self.place.settings
        viewer = Viewer(actor.name, tuple(role for role in Role if role in actor.roles)) if actor else None
        return Frame(
            municipality=organisation.own_name(record),
            viewer=viewer,
            sections=tuple(place for place, asked in SECTIONS.items() if actor and any(may(actor, a) for a in asked)),
            current=current,
            csrf_token=self.place.seal.form_key(self.session),
            path=_path(self.request),
            now=self.now,
            demo=settings.is_demo,
            theme_css="/thema.css" if settings.theme_css else None,
            theme_class=settings.theme_class,
            help_href=manual.help_address(viewer.roles if viewer else (), current),
            message=said or message(self.query.get("gelukt", ""), self.lang),
        )

    def bare_frame(self) -> Frame:
        """Return a frame that asks nothing of the record, for when it cannot answer."""
        key = self.place.seal.form_key(self.session)
        return Frame("", None, (), None, key, "/", self.now, demo=self.place.settings.is_demo)

    def page(self, name: str, frame: Frame, page: Any, status: int = 200) -> Response:
        """Return a rendered page with the cookies of this visit."""
        return self.with_cookies(HTMLResponse(render_page(name, self.lang, frame=frame, page=page), status))

    def to(self, address: str, done: str = "") -> Response:
        """Send the visitor to another page, with a word about what was done."""
        if done:
            rest, _, anchor = address.partition("#")
            address = f"{rest}{'&' if '?' in rest else '?'}gelukt={done}{'#' + anchor if anchor else ''}"
        return self.with_cookies(RedirectResponse(address, 303))

    def with_cookies(self, response: Response) -> Response:
        """Add a session where there was none, and the language that the address asked for."""
        if self.is_fresh:
            self.keep(response, self.session)
        if self.query.get("lang") in LANGUAGES:
            self.set_cookie(response, LANGUAGE_COOKIE, self.lang, YEAR_SECONDS)
        return response

    def keep(self, response: Response, session: Session) -> None:
        """Let the browser carry a session."""
        self.set_cookie(response, SESSION_COOKIE, self.place.seal.write(session), SESSION_SECONDS)

    def set_cookie(self, response: Response, name: str, value: str, seconds: int) -> None:
        """Set a cookie that scripts cannot read; over https only where the pages are."""
        is_https = self.place.settings.public_url.startswith("https:")
        response.set_cookie(name, value, max_age=seconds, path="/", httponly=True, samesite="lax", secure=is_https)

    def say(self, error: Anticipated) -> str:
        """Return the sentence of an error in the visitor's language."""
        return sentence(error, self.lang)

    def ask(self, kind: str, mailing_id: int, revision: int) -> None:
        """Ask for a flow, after the commit; without Prefect the sweep does it."""
        ask(self.place.settings, self.place.registry, FlowRequest(kind, mailing_id, revision))


def error_message(visit: Visit, error: Anticipated) -> Message:
    """Return an anticipated error as the sentence above a page."""
    return Message("error", visit.say(error))


def sent_from_elsewhere(request: Request, public_url: str) -> bool:
    """Tell whether a browser says that a form was posted from another site (Fetch Metadata, else Origin)."""
    fetched = request.headers.get("sec-fetch-site")
    if fetched is not None:
        return fetched not in ("same-origin", "none")
    origin = request.headers.get("origin")
    own = {urlsplit(public_url).netloc, request.headers.get("host", "")}
    return origin is not None and urlsplit(origin).netloc not in own


def sent_from_here(request: Request, public_url: str) -> bool:
    """Tell whether a browser says that a form was posted from one of our own pages; silence is no proof."""
    fetched = request.headers.get("sec-fetch-site")
    if fetched is not None:
        return fetched == "same-origin"
    return request.headers.get("origin") is not None and not sent_from_elsewhere(request, public_url)


def visit_of(request: Request) -> Visit:
    """Return the visit of a request that posts nothing."""
    place: Place = request.app.state.place
    kept = place.seal.read(request.cookies.get(SESSION_COOKIE))
    lang = request.query_params.get("lang") or request.cookies.get(LANGUAGE_COOKIE) or place.settings.language
    return Visit(
        request,
        place,
        session=kept or Session.fresh(),
        is_fresh=kept is None,
        lang=lang if lang in LANGUAGES else place.settings.language,
        now=place.now(),
    )


async def _looking(request: Request) -> Visit:
    return visit_of(request)


async def _posting(request: Request) -> Visit:
    visit = visit_of(request)
    if sent_from_elsewhere(request, visit.place.settings.public_url):
        raise ForeignForm
    visit.posted = await _read(request)
    token = request.headers.get("X-CSRF-Token") or visit.posted.get("csrf_token")
    if not visit.place.seal.fits(visit.session, token):
        request.state.expired = visit.posted  # the answer gives back what was typed
        raise FormExpired
    return visit


async def _read(request: Request) -> Posted:
    try:
        async with request.form(max_files=4, max_fields=600, max_part_size=LARGEST_FIELD) as form:
            return Posted(_fields(form), {name: await _upload(value) for name, value in _files(form)})
    except HTTPException as error:  # what Starlette makes of a form that it cannot or will not read
        if error.status_code != 400:
            raise
        if "size" in str(error.detail):
            raise BadValue("form_too_large", limit="2 MB") from error
        raise BadValue("bad_input", problem=str(error.detail)) from error


def _fields(form: FormData) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in form.multi_items():
        if isinstance(value, str):
            clean = value.translate(NEVER_KEPT)
            if len(clean) > LARGEST_FIELD:
                raise BadValue("form_too_large", limit="2 MB")
            found[name] = f"{found[name]},{clean}" if name in found else clean
    return found


def _files(form: FormData) -> list[tuple[str, UploadFile]]:
    return [(name, value) for name, value in form.multi_items() if isinstance(value, UploadFile) and value.filename]


async def _upload(file: UploadFile) -> Upload:
    name = (file.filename or "").replace("\\", "/").rsplit("/", 1)[-1].replace("\x00", "")
    return Upload("".join(sign for sign in name if sign.isprintable())[:200] or "brief", await file.read())


def _path(request: Request) -> str:
    """Return path and query without the language and the word about what was done; only of a page that GET shows."""
    if request.method not in ("GET", "HEAD"):
        return "/"
    rest = [pair for pair in parse_qsl(request.url.query, keep_blank_values=True) if pair[0] not in ("lang", "gelukt")]
    return f"{request.url.path}?{urlencode(rest)}" if rest else request.url.path


def own_address(address: str, otherwise: str = "/") -> str:
    """Return an address only when it is a path of ours; what came in from outside leads nowhere else."""
    fits = address.startswith("/") and not address.startswith(("//", "/\\")) and address.isprintable()
    return address if fits else otherwise


def as_other(visit: Visit, person_id: int | None) -> Visit:
    """Return the visit with a fresh session, signed in as somebody or as nobody."""
    return replace(visit, session=Session.fresh(person_id), is_fresh=True)


Looking = Annotated[Visit, Depends(_looking)]
Posting = Annotated[Visit, Depends(_posting)]
