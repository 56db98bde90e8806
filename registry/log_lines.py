"""Logs as one JSON object a line: when, how bad, which process, what, and ids. No words or numbers of callers."""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime

IDS = (
    "request_id",
    "mailing_id",
    "notice_id",
    "run_id",
    "work",
    "flow",
    "problem",
    "method",
    "route",
    "status",
    "milliseconds",
)


class JsonLines(logging.Formatter):
    """Writes a record as one line of JSON."""

    def __init__(self, process: str) -> None:
        super().__init__()
        self._process = process

    def format(self, record: logging.LogRecord) -> str:
        """Return the line of a record with the ids that it carries."""
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "process": self._process,
            "logger": record.name,
            "message": record.getMessage(),
            **{name: getattr(record, name) for name in IDS if getattr(record, name, None) is not None},
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


def to_json(process: str) -> None:
    """Send all logging of this process to standard output as JSON lines."""
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(JsonLines(process))
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    for name in ("httpx", "httpcore", "mail.log"):
        logging.getLogger(name).setLevel(logging.WARNING)
