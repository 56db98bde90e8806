"""Dutch for what click itself says: it asks gettext, and whoever works with this command reads Dutch whatever the machine's language."""

from __future__ import annotations

import gettext

SAID = {
    "Usage:": "Gebruik:",
    "Options": "Opties",
    "Commands": "Opdrachten",
    "Show this message and exit.": "Toon deze uitleg en stop.",
    "Show the version and exit.": "Toon de versie en stop.",
    "default: {default}": "standaard: {default}",
    "Try '{command} {option}' for help.": "Uitleg: {command} {option}",
    "Error: {message}": "{message}",
    "Missing argument": "Er ontbreekt een argument",
    "Missing option": "Er ontbreekt een optie",
    "Missing parameter": "Er ontbreekt een waarde",
    "Missing {param_type}": "Er ontbreekt: {param_type}",
    "Choose from:\n\t{choices}": "Kies uit: {choices}",
    "No such option {name!r}.": "De optie {name} bestaat niet.",
    "No such command {name!r}.": "De opdracht {name} bestaat niet. Bekijk de lijst met --help.",
    "Missing command.": "Noem een opdracht. Bekijk de lijst met --help.",
    "Invalid value: {message}": "Deze waarde kan niet: {message}",
    "Invalid value for {param_hint}: {message}": "De waarde van {param_hint} kan niet: {message}",
    "{value!r} is not a valid {number_type}.": "{value!r} is geen getal.",
    "{value} is not in the range {range}.": "{value} ligt niet in {range}.",
    "{name} {filename!r} does not exist.": "{filename} bestaat niet.",
    "{name} {filename!r} is a directory.": "{filename} is een map.",
    "{name} {filename!r} is a file.": "{filename} is een bestand.",
    "{name} {filename!r} is not readable.": "{filename} is niet te lezen.",
    "Option {name!r} does not take a value.": "Achter {name} hoort geen waarde.",
    "Aborted!": "Afgebroken.",
}
PLURALS = {
    "{value!r} is not {choice}.": "{value} kan hier niet; mogelijk is {choice}.",
    "{value!r} is not one of {choices}.": "{value} kan hier niet. Kies uit: {choices}.",
    "{value!r} does not match the format {format}.": "{value!r} is geen datum. Schrijf bijvoorbeeld 2027-02-22.",
    "{value!r} does not match the formats {formats}.": "{value!r} is geen datum. Schrijf bijvoorbeeld 2027-02-22.",
    "Got unexpected extra argument ({args})": "Dit hoort er niet bij: {args}",
    "Got unexpected extra arguments ({args})": "Dit hoort er niet bij: {args}",
    "Option {name!r} requires an argument.": "Achter {name} hoort een waarde.",
    "Option {name!r} requires {nargs} arguments.": "Achter {name} horen {nargs} waarden.",
    "(Possible options: {possibilities})": "Bedoelt u {possibilities}?",
    "Did you mean {possibility}?": "Bedoelt u {possibility}?",
    "(Did you mean one of: {possibilities}?)": "Bedoelt u een van: {possibilities}?",
}


def speak() -> None:
    """Let click speak Dutch in this process; called once, before a command is built.

    click binds gettext's functions to names of its own modules; there is no other way in that leaves the environment alone.
    """
    import click.core
    import click.decorators
    import click.exceptions
    import click.formatting
    import click.parser
    import click.types

    for module in (click.core, click.decorators, click.exceptions, click.formatting, click.parser, click.types):
        for name, said in (("_", _one), ("ngettext", _many)):
            if hasattr(module, name):
                setattr(module, name, said)


def _one(message: str) -> str:
    return SAID.get(message) or gettext.gettext(message)


def _many(singular: str, plural: str, count: int) -> str:
    message = singular if count == 1 else plural
    return PLURALS.get(message) or gettext.ngettext(singular, plural, count)
