"""The API's description for machines (OpenAPI 3.1), finished to the NLGov REST API Design Rules.

FastAPI describes what a handler takes and gives. What every answer of this API has in common is added here, in one place: the header
with its version, problems as problem+json, 400 where FastAPI says 422, and names of collections that a person can read.

The rules are those of the Design Rules' own linter; a copy lies in `tools/adr/` and `make openapi` runs it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from fastapi import FastAPI

from web.api.models import Problem
from web.api.problem import TITLES

METHODS = ("get", "post", "put", "patch", "delete")
REF = "#/components/schemas/{model}"
OWN_FAULTS = ("HTTPValidationError", "ValidationError")
VERSION_HEADER = {"API-Version": {"$ref": "#/components/headers/ApiVersion"}}
_GENERIC = re.compile(r"^(Collection|Embedded)_(\w+?)(?:Out)?_$")


def document(app: FastAPI) -> dict[str, Any]:
    """Return the description of an API, ready to be served."""
    made = deepcopy(app.openapi())
    schemas = made.setdefault("components", {}).setdefault("schemas", {})
    for name in OWN_FAULTS:
        schemas.pop(name, None)
    problem = Problem.model_json_schema(ref_template=REF)
    schemas |= problem.pop("$defs", {})
    schemas["Problem"] = problem
    made["components"]["headers"] = {"ApiVersion": _version_header(app.version)}
    for method, operation in _operations(made):
        _finish(operation, method)
    renamed: dict[str, Any] = _renamed(made)
    return renamed


def _operations(made: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path in made["paths"].values():
        yield from ((method, path[method]) for method in METHODS if method in path)


def _version_header(version: str) -> dict[str, Any]:
    return {
        "description": "The full version of this API.",
        "schema": {"type": "string", "examples": [version]},
    }


def _finish(operation: dict[str, Any], method: str) -> None:
    responses = operation["responses"]
    responses.pop("422", None)
    for status in _problems(operation, method):
        responses[str(status)] = {
            "description": TITLES[status],
            "content": {"application/problem+json": {"schema": {"$ref": REF.format(model="Problem")}}},
        }
    for response in responses.values():
        response["headers"] = {**response.get("headers", {}), **VERSION_HEADER}


def _problems(operation: dict[str, Any], method: str) -> Iterator[int]:
    """What can go wrong: 404 where the address or a parameter names a thing, 409 and 413 where something is sent."""
    yield from (400, 401, 403)
    if method != "get" or operation.get("parameters"):
        yield 404
    if method != "get":
        yield from (409, 413)
    yield 500


def _renamed(made: dict[str, Any]) -> Any:
    """`Collection_MailingOut_` is how a generic is called in Python; a client's generator makes a class of the name."""
    schemas = made["components"]["schemas"]
    names = {name: _GENERIC.sub(r"\2\1", name) for name in schemas}
    made["components"]["schemas"] = {names[name]: {**schema, "title": names[name]} for name, schema in schemas.items()}
    return _with_references(made, {REF.format(model=old): REF.format(model=new) for old, new in names.items()})


def _with_references(part: Any, names: dict[str, str]) -> Any:
    if isinstance(part, dict):
        return {
            key: names.get(value, value) if key == "$ref" else _with_references(value, names)
            for key, value in part.items()
        }
    return [_with_references(each, names) for each in part] if isinstance(part, list) else part
