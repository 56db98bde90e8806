from __future__ import annotations

from pathlib import Path

import pytest

from exchange.errors import MappingUnreadable, MappingWrong
from exchange.mapping import load_mapping


def written(folder: Path, text: str) -> Path:
    path = folder / "mapping.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_mapping_file_is_read(tmp_path: Path) -> None:
    mapping = load_mapping(
        written(
            tmp_path,
            'source = "centrale"\ndelimiter = ";"\nencoding = "windows-1252"\n[columns]\ntimestamp = ["Datum", "Tijd"]\n'
            '[constants]\nchannel = "telefoon"\n[formats]\nduration = "minutes"\n[values.answered]\nA = true\n',
        )
    )
    assert (mapping.source, mapping.delimiter, mapping.encoding) == ("centrale", ";", "cp1252")
    assert mapping.columns_of("timestamp") == ("datum", "tijd")
    assert mapping.columns_of("channel") == ()
    assert mapping.columns_of("topic") == ("topic",)
    assert mapping.duration_unit_seconds == 60
    assert mapping.values == {"answered": {"a": "ja"}}


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ('bron = "x"', "bron"),
        ('form = "lijst"', "form"),
        ('delimiter = ";;"', "delimiter"),
        ('encoding = "klingon"', "encoding"),
        ('[columns]\nvraag = "Vraag"', "columns.vraag"),
        ("[columns]\ntext = 3", "columns.text"),
        ('[formats]\nduration = "hours"', "formats.duration"),
        ('[formats]\ntimezone = "Mars/Base"', "formats.timezone"),
        ('[formats]\ntimezone = "../../etc/passwd"', "formats.timezone"),
        ('[values.channel]\n"lijn 1" = "fax"', "values.channel.lijn 1"),
        ('columns = "x"', "columns"),
    ],
)
def test_what_a_mapping_may_not_say_is_refused_by_its_place(tmp_path: Path, text: str, key: str) -> None:
    with pytest.raises(MappingWrong) as refusal:
        load_mapping(written(tmp_path, text))
    assert refusal.value.facts["key"] == key


def test_a_missing_or_broken_mapping_is_refused(tmp_path: Path) -> None:
    for path in (tmp_path / "geen.toml", written(tmp_path, "dit is geen toml")):
        with pytest.raises(MappingUnreadable):
            load_mapping(path)
