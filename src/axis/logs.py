"""Log lines as JSON objects, for programs that collect them. Doors: JsonLines, FACTS.

Only the facts listed here are written beside the message: ids, never contents, passwords or tokens.
"""

import json
import logging
from datetime import UTC, datetime

FACTS = ("transfer", "system", "code", "repeated", "operation")


class JsonLines(logging.Formatter):
    """One object a line: at, level, logger, message, the facts that the call gave, the traceback if there is one."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        line |= {name: value for name in FACTS if (value := getattr(record, name, None)) not in (None, "")}
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)
