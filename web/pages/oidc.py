"""Signing in at an identity provider: OpenID Connect, authorisation code with PKCE (RFC 7636).

authlib is loaded when somebody signs in, not before: an installation without a provider does not pay for it.
"""

from __future__ import annotations

import logging
import secrets
import time
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

import httpx
from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response

from registry import sign_in
from registry.settings import Settings
from templates.values.house import SignedOutPage
from web.errors import NotSignedIn, SignInFailed
from web.visit import Looking, Visit, as_other, own_address

router = APIRouter()

FLOW_COOKIE = "tk_flow"
FLOW_SECONDS = 600
BACK = "/aanmelden/terug"
SCOPE = "openid profile email"
PROVIDER_SECONDS = 5.0
KEPT_SECONDS = 3600  # how long the provider's description and keys are believed
ALGORITHMS = ["RS256", "RS384", "RS512", "ES256", "ES384", "PS256"]
log = logging.getLogger("torenkamer.web")


@dataclass(frozen=True)
class Provider:
    """What the provider says about itself."""

    facts: Mapping[str, Any]
    keys: Mapping[str, Any]


@lru_cache(maxsize=4)
def _discovered(issuer: str, _hour: int) -> Provider:
    with httpx.Client(timeout=PROVIDER_SECONDS) as client:
        facts = client.get(issuer.rstrip("/") + "/.well-known/openid-configuration").raise_for_status().json()
        if facts["issuer"].rstrip("/") != issuer.rstrip("/"):
            raise SignInFailed(problem="issuer")
        return Provider(facts, client.get(facts["jwks_uri"]).raise_for_status().json())


def _provider(settings: Settings) -> Provider:
    assert settings.oidc_issuer
    try:
        return _discovered(settings.oidc_issuer, int(time.time() // KEPT_SECONDS))
    except (httpx.HTTPError, KeyError, ValueError) as error:
        raise SignInFailed(problem=type(error).__name__) from error


def _client(settings: Settings) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # authlib speaks of a later httpx
        from authlib.integrations.httpx_client import OAuth2Client
    secret = settings.oidc_client_secret
    return OAuth2Client(
        client_id=settings.oidc_client_id,
        client_secret=secret.get_secret_value() if secret else None,
        token_endpoint_auth_method="client_secret_basic" if secret else "none",
        scope=SCOPE,
        redirect_uri=settings.public_url + BACK,
        code_challenge_method="S256",
        timeout=PROVIDER_SECONDS,
    )


@router.get("/aanmelden/werkaccount")
def leave_for_provider(visit: Looking) -> Response:
    """Send the visitor to the provider; what must come back unchanged waits in a short signed cookie."""
    if not visit.place.with_oidc:
        raise NotSignedIn
    settings = visit.place.settings
    facts = _provider(settings).facts
    verifier, nonce = secrets.token_urlsafe(48), secrets.token_urlsafe(18)
    with _client(settings) as client:
        address, state = client.create_authorization_url(
            facts["authorization_endpoint"], code_verifier=verifier, nonce=nonce
        )
    kept = {
        "state": state,
        "nonce": nonce,
        "verifier": verifier,
        "back": own_address(visit.query.get("terug", "/")),
    }
    response = RedirectResponse(address, 303)
    visit.set_cookie(response, FLOW_COOKIE, visit.place.seal.write_flow(kept), FLOW_SECONDS)
    return response


@router.get(BACK)
def come_back(visit: Looking) -> Response:
    """Take the code, ask the provider who this is, and begin a session."""
    if not visit.place.with_oidc:
        raise NotSignedIn
    kept = visit.place.seal.read_flow(visit.request.cookies.get(FLOW_COOKIE))
    if kept is None or not secrets.compare_digest(kept["state"], visit.query.get("state", "")):
        raise SignInFailed(problem="state")
    if "code" not in visit.query:
        raise SignInFailed(problem=visit.query.get("error", "code")[:40])
    claims = _claims(visit, kept)
    with visit.store.writing() as session:
        person_id = sign_in.recognise(
            session,
            subject=str(claims["sub"])[:200],
            email=_email(claims),
            name=str(claims.get("name") or claims.get("preferred_username") or "")[:200],
            claimed=_roles(claims, visit.place.settings.oidc_role_claim),
            now=visit.now,
        )
    response = as_other(visit, person_id).to(own_address(kept["back"]))
    response.delete_cookie(FLOW_COOKIE, path="/")
    return response


@router.get("/afgemeld")
def signed_out(visit: Looking) -> Response:
    """Go on to sign out at the provider too, where it says how (OpenID Connect RP-Initiated Logout 1.0).

    A page in between, because the policy of the pages lets no form lead to another site.
    """
    address = _end_session(visit)
    if address is None or visit.session.person_id is not None:
        return visit.to("/")
    with visit.store.reading() as session:
        frame = visit.frame(session, None)
    return visit.page("signed_out", frame, SignedOutPage(address))


def _end_session(visit: Visit) -> str | None:
    settings = visit.place.settings
    if not visit.place.with_oidc:
        return None
    try:
        endpoint = str(_provider(settings).facts.get("end_session_endpoint") or "")
    except SignInFailed:
        return None
    if not endpoint.startswith(("https://", "http://")):
        return None
    told = {"client_id": settings.oidc_client_id, "post_logout_redirect_uri": settings.public_url + "/"}
    return f"{endpoint}{'&' if '?' in endpoint else '?'}{urlencode(told)}"


def _claims(visit: Visit, kept: Mapping[str, str]) -> Mapping[str, Any]:
    """Return what the provider says of the visitor: the ID token, checked, with what userinfo adds of the same subject."""
    settings = visit.place.settings
    provider = _provider(settings)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from authlib.common.errors import AuthlibBaseError
        from authlib.jose import JsonWebKey, JsonWebToken
        from authlib.oidc.core import CodeIDToken
    try:
        with _client(settings) as client:
            token = client.fetch_token(
                provider.facts["token_endpoint"],
                code=visit.query["code"],
                code_verifier=kept["verifier"],
                grant_type="authorization_code",
            )
            checked = JsonWebToken(ALGORITHMS).decode(
                token["id_token"],
                JsonWebKey.import_key_set(provider.keys),
                claims_cls=CodeIDToken,
                claims_options={"iss": {"essential": True, "value": provider.facts["issuer"]}},
                claims_params={"nonce": kept["nonce"], "client_id": settings.oidc_client_id},
            )
            checked.validate(leeway=60)
            if settings.oidc_client_id not in _listed(checked["aud"]) or checked.get("nonce") != kept["nonce"]:
                raise SignInFailed(problem="audience")
            more = client.get(provider.facts["userinfo_endpoint"]) if "userinfo_endpoint" in provider.facts else None
    except (AuthlibBaseError, httpx.HTTPError, KeyError, ValueError) as error:
        log.warning("sign-in failed", extra={"problem": type(error).__name__})
        raise SignInFailed(problem=type(error).__name__) from error
    added = more.json() if more is not None and more.is_success else {}
    return {**(added if added.get("sub") == checked["sub"] else {}), **checked}


def _listed(value: Any) -> list[str]:
    return value if isinstance(value, list) else [str(value)]


def _email(claims: Mapping[str, Any]) -> str:
    """Return the address, unless the provider says that it was not confirmed."""
    return "" if claims.get("email_verified") is False else str(claims.get("email") or "")[:254]


def _roles(claims: Mapping[str, Any], name: str) -> list[str] | None:
    """Return the values of the role claim; a name with points goes into nested objects (realm_access.roles)."""
    value: Any = claims
    for part in name.split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    if value is None:
        return None
    return [str(each) for each in value] if isinstance(value, list) else str(value).split(",")
