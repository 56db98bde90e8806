"""Why a value of the API does not fit, in a sentence per kind of problem that pydantic names."""

from __future__ import annotations

from collections.abc import Mapping

from templates.environment import translate
from templates.labels import N_

WHOLE = N_("De waarde past hier niet")
PROBLEMS: dict[str, str] = {
    "missing": N_("Dit veld ontbreekt"),
    "extra_forbidden": N_("Dit veld bestaat hier niet"),
    "json_invalid": N_("Dit is geen geldige JSON"),
    "json_type": N_("Dit is geen geldige JSON"),
    "model_attributes_type": N_("Hier hoort een object met velden"),
    "dict_type": N_("Hier hoort een object met velden"),
    "list_type": N_("Hier hoort een lijst"),
    "tuple_type": N_("Hier hoort een lijst"),
    "too_long": N_("De lijst is te lang: hoogstens %(max_length)s"),
    "too_short": N_("De lijst is te kort: minstens %(min_length)s"),
    "string_type": N_("Hier hoort tekst"),
    "string_too_long": N_("De tekst is te lang: hoogstens %(max_length)s tekens"),
    "string_too_short": N_("De tekst is te kort: minstens %(min_length)s tekens"),
    "string_pattern_mismatch": N_("De tekst heeft niet de goede vorm"),
    "string_unicode": N_("De tekst bevat tekens die niet kunnen"),
    "enum": N_("Deze waarde kan hier niet; mogelijk is: %(expected)s"),
    "literal_error": N_("Deze waarde kan hier niet; mogelijk is: %(expected)s"),
    "bool_type": N_("Hier hoort true of false"),
    "bool_parsing": N_("Hier hoort true of false"),
    "int_type": N_("Hier hoort een geheel getal"),
    "int_parsing": N_("Hier hoort een geheel getal"),
    "int_from_float": N_("Hier hoort een geheel getal"),
    "int_parsing_size": N_("Dit getal is te groot"),
    "float_type": N_("Hier hoort een getal"),
    "float_parsing": N_("Hier hoort een getal"),
    "finite_number": N_("Hier hoort een getal"),
    "greater_than": N_("Het getal moet groter zijn dan %(gt)s"),
    "greater_than_equal": N_("Het getal moet minstens %(ge)s zijn"),
    "less_than": N_("Het getal moet kleiner zijn dan %(lt)s"),
    "less_than_equal": N_("Het getal mag hoogstens %(le)s zijn"),
    "date_type": N_("Hier hoort een dag, zoals 2027-02-22"),
    "date_parsing": N_("Hier hoort een dag, zoals 2027-02-22"),
    "date_from_datetime_parsing": N_("Hier hoort een dag, zoals 2027-02-22"),
    "date_from_datetime_inexact": N_("Hier hoort een dag zonder tijd, zoals 2027-02-22"),
    "datetime_type": N_("Hier hoort een moment, zoals 2027-02-22T10:30:00+01:00"),
    "datetime_parsing": N_("Hier hoort een moment, zoals 2027-02-22T10:30:00+01:00"),
    "datetime_from_date_parsing": N_("Hier hoort een moment, zoals 2027-02-22T10:30:00+01:00"),
    "timezone_aware": N_("Bij dit moment ontbreekt de tijdzone, zoals in 2027-02-22T10:30:00+01:00"),
}
"""By the `type` of the problem (https://docs.pydantic.dev/latest/errors/validation_errors/)."""


def input_problem(kind: str, facts: Mapping[str, object], lang: str) -> str:
    """Return the sentence of a problem without a full stop; a general one for a kind that has none, or that lacks its facts."""
    try:
        return translate(PROBLEMS.get(kind, WHOLE), lang) % facts
    except KeyError:
        return translate(WHOLE, lang)
