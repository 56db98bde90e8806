"""Schemathesis makes calls from the API's own description: no fault, no answer that the description does not know."""

from __future__ import annotations

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.config import SchemathesisConfig
from schemathesis.specs.openapi.checks import positive_data_acceptance

from registry.kinds import Role

EXAMPLES = 10  # per operation, role and way of filling in
SEEDED = {"path.ref": "TK2027-0001", "path.item_id": "1"}  # of the fixture `full`: otherwise every answer is a 404

# a body can keep to its schema and break a rule of the registry (a batch before 2000): that is a 400 with its reason
WRITING_MAY_BE_REFUSED = [positive_data_acceptance]


def _tried(operation, bearer) -> None:
    @given(case=operation.as_strategy())
    @settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck), deadline=None)
    def call(case):
        excluded = [] if operation.method == "get" else WRITING_MAY_BE_REFUSED
        case.call_and_validate(headers=bearer, excluded_checks=excluded)

    call()


@pytest.mark.parametrize("role", [Role.KCC_LEAD, Role.AGENT])
@pytest.mark.parametrize("parameters", [SEEDED, {}], ids=["what-is-there", "anything"])
def test_calls_made_from_the_description_find_no_fault(full, role, parameters):
    config = SchemathesisConfig.from_dict({"parameters": parameters})
    described = schemathesis.openapi.from_asgi("/api/v1/openapi.json", full.app, config=config)
    operations = [found.ok() for found in described.get_all_operations()]
    assert operations
    for operation in operations:
        _tried(operation, full.bearer(role))
