"""What a command says about several wrong fields names them as people do."""

from __future__ import annotations

import pytest

from cli.complaint import complaint
from registry.errors import BadValue, Refused


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ("batch-1-quantity", "deel 1, oplage: "),
        ("batch-12-handover_on", "deel 12, aanlevering: "),
        ("batch-2", "deel 2: "),
        ("batches", "deelverzendingen: "),
        ("title", "naam van de mailing: "),
    ],
)
def test_a_field_is_called_by_its_dutch_name(field, said):
    (line,) = complaint(Refused((BadValue("required", field=field),))) or []
    assert line.startswith(said)
    assert field not in line
