"""The product's WSGI application with a header that says how many SQL statements a request took."""

import threading
from collections.abc import Callable, Iterable
from typing import Any

from django.db.backends.signals import connection_created

from firstline.wsgi import application as product

counter = threading.local()


def count(execute: Callable, sql: Any, params: Any, many: bool, context: Any) -> Any:
    counter.statements = getattr(counter, "statements", 0) + 1
    return execute(sql, params, many, context)


def wrap(connection: Any, **_: Any) -> None:
    if count not in connection.execute_wrappers:
        connection.execute_wrappers.append(count)


connection_created.connect(wrap)


def application(environ: dict[str, Any], start_response: Callable) -> Iterable[bytes]:
    counter.statements = 0

    def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
        return start_response(
            status, [*headers, ("X-Bench-Statements", str(counter.statements))], exc_info
        )

    return product(environ, start)
