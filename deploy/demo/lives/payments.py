"""Tells small payments: work clothing, the fee of a test, travel [3.88]."""

from deploy.demo.event_log import EventLog

_KINDS = {
    "travel": ("Bus fares to the centre", (250, 1_800)),
    "work_clothing": ("Boots and a jacket", (2_500, 7_500)),
    "test_fee": ("CSCS test", (2_100, 2_100)),
    "other": ("Birth certificate", (1_100, 1_100)),
}
_PAID_PCT = 40


def tell(log: EventLog) -> None:
    """Tell payments to two in five, at most three."""
    if log.rng.randrange(100) >= _PAID_PCT:
        return
    for _ in range(log.rng.choices((1, 2, 3), (60, 30, 10))[0]):
        kind = log.rng.choices(list(_KINDS), (60, 15, 15, 10))[0]
        reason, (least, most) = _KINDS[kind]
        log.add(
            log.some_day(7),
            "payment-made",
            5,
            "paid_on",
            kind=kind,
            amount_pence=log.rng.randint(least, most),
            reason=reason,
        )
