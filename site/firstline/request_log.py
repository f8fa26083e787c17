"""One line of log for each request: what was asked (the route's name, never the address), how it went.

An address may hold a certificate's code, a form a name: neither is ever written down.
"""

import time
from typing import Any
from uuid import uuid4

import structlog
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import resolve
from django_structlog.middlewares import RequestMiddleware

logger = structlog.get_logger("firstline.request")


def route_of(request: HttpRequest) -> str:
    """The name of the matched route, for example "certificates:verify"."""
    match = request.resolver_match
    if match is None:
        # Answered before any view: by a redirect of the middleware, or because nothing is there.
        try:
            match = resolve(request.path_info)
        except Http404:
            return "unmatched"
    return match.view_name


class RequestLogMiddleware(RequestMiddleware):
    """Writes `request_finished` or `request_failed`, each with a request id that tasks inherit."""

    def prepare(self, request: HttpRequest) -> None:
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=str(uuid4()))
        request._started = time.perf_counter()  # type: ignore[attr-defined]

    def handle_response(self, request: HttpRequest, response: HttpResponse) -> None:
        if not hasattr(request, "_raised_exception"):
            level = self._log_level_for_status_code(response.status_code)
            logger.log(level, "request_finished", **self.facts(request, response.status_code))
        structlog.contextvars.clear_contextvars()

    def _process_exception(self, request: HttpRequest, exception: BaseException) -> None:
        if isinstance(exception, Http404 | PermissionDenied):
            return
        request._raised_exception = exception  # type: ignore[attr-defined]
        logger.error("request_failed", exc_info=exception, **self.facts(request, 500))

    @staticmethod
    def facts(request: HttpRequest, status: int) -> dict[str, Any]:
        """Method, route, status, and milliseconds since the request arrived."""
        spent = time.perf_counter() - request._started  # type: ignore[attr-defined]
        return {
            "method": request.method,
            "route": route_of(request),
            "status": status,
            "ms": round(spent * 1000),
        }
