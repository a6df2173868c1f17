"""Throttles the log of Kafka's client, which would write a thousand lines a second while brokers are away."""

import logging
from time import monotonic
from typing import Final

import structlog

log = structlog.get_logger()

_EVERY_SECONDS: Final = 30.0


class _ThrottlingHandler(logging.Handler):
    """Writes one line per half minute and place in the client's code, with the number of those held back. The
    text is left out: it may quote a record."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self._said: dict[tuple[str, int], tuple[float, int]] = {}

    def emit(self, record: logging.LogRecord) -> None:
        place, now = (record.name, record.lineno), monotonic()
        last, held_back = self._said.get(place, (-_EVERY_SECONDS, 0))
        if now - last < _EVERY_SECONDS:
            self._said[place] = last, held_back + 1
            return
        self._said[place] = now, 0
        log.log(record.levelno, "kafka.client", at=f"{place[0]}:{place[1]}", times=held_back + 1)


def throttle_client_logs() -> None:
    """Send what the client logs to our own log, throttled."""
    logger = logging.getLogger("aiokafka")
    if not any(isinstance(handler, _ThrottlingHandler) for handler in logger.handlers):
        logger.addHandler(_ThrottlingHandler())
        logger.propagate = False
