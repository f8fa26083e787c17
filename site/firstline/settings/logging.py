"""JSON logs without names, addresses, staff numbers or codes.

Three nets, because no single one holds:

1. personal fields are dropped by name, whoever put them there;
2. messages of other libraries keep their wording and their numbers, not the texts put into them;
3. errors are told by their type and where they happened, never by their message, which may quote a
   row of the database, and never with local variables.
"""

import contextlib
import re
import sys
import traceback
from pathlib import Path
from typing import Any

import structlog

# Keys that could carry a person, a place on the network, or a secret that stands in an address.
PRIVATE = frozenset(
    [
        "user",
        "username",
        "email",
        "login",
        "password",
        "name",
        "ip",
        "request",
        "path",
        "url",
        "body",
        "query",
        "code",
        "serial",
        "number",
        "message_id",
        "task_args",
        "task_kwargs",
        "args",
        "kwargs",
        "params",
        "error",
        "exception",
        "reason",
        "result",
        "stack_info",
        "user_agent",
    ]
)
ADDRESS = re.compile(r"[^\s'\"<>]+@[^\s'\"<>]+")
PLACES = Path(__file__).resolve().parents[3]
FRAMES = 25
PLACEHOLDER = "[...]"

Event = dict[str, Any]


def drop_private(_logger: Any, _method: str, event: Any) -> Any:
    """Remove the fields of PRIVATE, whoever put them there."""
    return {key: value for key, value in event.items() if key not in PRIVATE}


def _harmless(value: Any) -> Any:
    return value if isinstance(value, int | float) else PLACEHOLDER


def say_without_texts(_logger: Any, _method: str, event: Any) -> Any:
    """Fill the message of another library with numbers only."""
    args = event.pop("positional_args", None)
    message = str(event["event"])
    if args:
        mapping = isinstance(args, dict)
        safe: Any = (
            {key: _harmless(value) for key, value in args.items()}
            if mapping
            else tuple(_harmless(value) for value in args)
        )
        # Where numbers do not fit, the wording alone still says what happened.
        with contextlib.suppress(TypeError, ValueError, KeyError):
            message = message % safe
    event["event"] = ADDRESS.sub(PLACEHOLDER, message)
    return event


def _place(frame: traceback.FrameSummary) -> str:
    path = Path(frame.filename)
    inside = path.relative_to(PLACES) if path.is_relative_to(PLACES) else Path(*path.parts[-3:])
    return f"{inside}:{frame.lineno} {frame.name}"


def _exception_of(exc_info: Any) -> BaseException | None:
    if isinstance(exc_info, BaseException):
        return exc_info
    if isinstance(exc_info, tuple):
        return exc_info[1]
    return sys.exc_info()[1]


def tell_error_by_type(_logger: Any, _method: str, event: Any) -> Any:
    """Replace exception information by the error's type, its causes' types and where it happened."""
    exc_info = event.pop("exc_info", None)
    error = _exception_of(exc_info) if exc_info else None
    if error is not None:
        frames = traceback.extract_tb(error.__traceback__)[-FRAMES:]
        event["error_type"] = type(error).__qualname__
        event["trace"] = [_place(frame) for frame in frames]
        if cause := error.__cause__ or error.__context__:
            event["cause_type"] = type(cause).__qualname__
    return event


def configure_logging(level: str = "INFO") -> dict[str, Any]:
    """Configure structlog and return Django's LOGGING."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        drop_private,
    ]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "json": {
                "()": structlog.stdlib.ProcessorFormatter,
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    tell_error_by_type,
                    structlog.processors.JSONRenderer(),
                ],
                "foreign_pre_chain": [say_without_texts, *shared],
                "use_get_message": False,
                "pass_foreign_args": True,
            }
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            # Django's own request log prints paths, which may hold certificate codes; ours replaces it.
            "django.request": {"level": "CRITICAL"},
            "django.server": {"level": "CRITICAL"},
            # Its messages are whole sentences with what was sent in them.
            "django.security": {"level": "CRITICAL"},
            "celery": {"level": "WARNING"},
            # Three lines for each page that is put into the search index.
            "django_tasks": {"level": "WARNING"},
            # Says once more, as a sentence, what `task_failed` says.
            "celery.app.trace": {"level": "CRITICAL"},
            # It warns at each start that the filesystem broker has no host name.
            "kombu.connection": {"level": "ERROR"},
        },
    }
