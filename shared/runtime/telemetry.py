"""Structured logging: one JSON line per event, with ids and counts and never a person's data. Errors are
logged by their kind and place, because their text may quote a row."""

import logging
import time
import traceback
from typing import Any

import orjson
import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from structlog.typing import EventDict

log = structlog.get_logger()


def _kind_and_place(_logger: Any, _method: str, entry: EventDict) -> EventDict:
    """Replace an exception by its class and the frames it passed; drop its message."""
    error = entry.pop("exc_info", None)
    if isinstance(error, BaseException):
        frames = traceback.extract_tb(error.__traceback__)[-8:]
        entry["error"] = type(error).__name__
        entry["at"] = [f"{frame.filename.rsplit('/', 3)[-1]}:{frame.lineno} {frame.name}" for frame in frames]
    return entry


def _json(entry: EventDict, **_: Any) -> str:
    return orjson.dumps(entry, default=str).decode()


class _LibraryHandler(logging.Handler):
    """Writes what libraries log to the same stream, as kind and place: their messages may quote data."""

    def emit(self, record: logging.LogRecord) -> None:
        error = record.exc_info[1] if record.exc_info else None
        log.log(record.levelno, "library", logger=record.name, exc_info=error)


def configure(process: str) -> None:
    """Log as JSON lines to standard output, each with the name of the process."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _kind_and_place,
            structlog.processors.JSONRenderer(serializer=_json),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        cache_logger_on_first_use=True,
    )
    structlog.contextvars.bind_contextvars(process=process)
    logging.basicConfig(handlers=[_LibraryHandler()], level=logging.WARNING, force=True)


class AccessLog:
    """Logs each request by its route's template (`/v1/referrals/{referral_id}`), never by its address."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started, status = time.perf_counter(), 500

        async def send_and_note(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, send_and_note)
        except Exception as error:
            log.error("request.fault", exc_info=error)
            raise
        finally:
            route = scope.get("route")
            log.info(
                "request",
                method=scope["method"],
                route=getattr(route, "path", "unrouted"),
                status=status,
                ms=round((time.perf_counter() - started) * 1000, 1),
            )
