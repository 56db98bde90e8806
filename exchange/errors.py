"""What can be wrong with a file from another system as a whole; single bad rows are `Rejected` instead."""

from __future__ import annotations

from typing import ClassVar

from registry.errors import Anticipated


class LogError(Anticipated):
    """The file cannot be read as a log. Fact `name` is the file's name, where it has one."""

    code: ClassVar[str] = "log_unreadable"


class LogMissing(LogError):
    """There is no such file. Facts: name."""

    code = "log_missing"


class LogEmpty(LogError):
    """The file holds nothing but blank lines. Facts: name."""

    code = "log_empty"


class LogNotText(LogError):
    """The file is not text. Facts: name, kind (spreadsheet, pdf, gzip, zip, binary)."""

    code = "log_not_text"


class LogDelimiterUnknown(LogError):
    """The first line is one single cell, and not a column we know. Facts: name, header (its first 80 characters)."""

    code = "log_delimiter_unknown"


class LogColumnsMissing(LogError):
    """Columns that are needed are not in the first line. Facts: name, missing, found (tuples of names)."""

    code = "log_columns_missing"


class LogColumnsTwice(LogError):
    """The first line names a column that we read more than once. Facts: name, columns."""

    code = "log_columns_twice"


class MappingUnreadable(Anticipated):
    """The mapping file is missing or no TOML. Facts: name, reason."""

    code = "mapping_unreadable"


class MappingWrong(Anticipated):
    """The mapping file says something we do not know. Facts: name, key, value, known (what could stand there)."""

    code = "mapping_wrong"
