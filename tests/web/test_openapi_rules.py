"""The API's description keeps the NLGov REST API Design Rules; `make openapi` runs all of them with their own linter."""

from __future__ import annotations

import re
from typing import Any

import pytest

METHODS = {"get", "post", "put", "patch", "delete"}
KEBAB = re.compile(r"^(/([a-z0-9-]+|\{[^}]+\}))+$")
CAMEL = re.compile(r"^[a-z][a-z\d]*([A-Z][a-z\d]*)*$")


@pytest.fixture
def document(house) -> dict[str, Any]:
    found: dict[str, Any] = house.api().get("/api/v1/openapi.json").json()
    return found


def operations(document):
    for path, item in document["paths"].items():
        for method in METHODS & item.keys():
            yield f"{method} {path}", item[method]


def references(part):
    if isinstance(part, dict):
        yield from (value for key, value in part.items() if key == "$ref")
        part = list(part.values())
    if isinstance(part, list):
        for each in part:
            yield from references(each)


def test_every_answer_names_the_version_of_the_api(document):
    found = list(operations(document))
    assert found
    for name, operation in found:
        for status, response in operation["responses"].items():
            assert "API-Version" in response["headers"], (name, status)
    assert document["components"]["headers"]["ApiVersion"]["schema"]["examples"] == [document["info"]["version"]]


def test_bad_input_is_400_and_never_422(document):
    for name, operation in operations(document):
        assert "400" in operation["responses"], name
        assert "422" not in operation["responses"], name


def test_every_problem_is_problem_json_with_status_title_and_detail(document):
    for name, operation in operations(document):
        for status, response in operation["responses"].items():
            if int(status) >= 400:
                assert list(response["content"]) == ["application/problem+json"], (name, status)
    assert {"status", "title", "detail"} <= set(document["components"]["schemas"]["Problem"]["required"])


def test_paths_are_kebab_case_without_a_trailing_slash_and_queries_camel_case(document):
    for path in document["paths"]:
        assert KEBAB.match(path), path
    for name, operation in operations(document):
        for parameter in operation.get("parameters", ()):
            assert parameter["in"] != "query" or CAMEL.match(parameter["name"]), (name, parameter["name"])


def test_every_name_is_one_that_a_client_can_use_and_every_reference_leads_somewhere(document):
    assert [name for name in document["components"]["schemas"] if not re.match(r"^[A-Z][A-Za-z0-9]*$", name)] == []
    found = set(references(document))
    assert found
    for reference in found:
        part = document
        for step in reference.removeprefix("#/").split("/"):
            part = part[step]
        assert part


def test_the_document_says_whom_to_ask_and_where_it_is_served(document):
    assert {"name", "email", "url"} <= document["info"]["contact"].keys()
    assert [server["url"] for server in document["servers"]] == ["http://torenkamer.example/api/v1"]
    assert re.fullmatch(r"\d+\.\d+\.\d+", document["info"]["version"])
