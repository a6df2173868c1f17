"""Calls that a rule refuses: what was seen has changed, a key was used before, a body of the right shape says
what cannot be."""

from collections.abc import Iterator
from uuid import uuid4

from tests.verification.fuzz.calls import SEEN, takes_bodies
from tests.verification.fuzz.case import Case, Json, call
from tests.verification.fuzz.fields import Form
from tests.verification.fuzz.world import World

LATE = "2150-01-01"


def cases(world: World) -> Iterator[Case]:
    yield from wrong_preconditions(world)
    yield from wrong_keys(world)
    yield from refused_referrals(world)
    yield from refused_placements(world)


def wrong_preconditions(world: World) -> Iterator[Case]:
    garbage = (
        "", "*", 'W/"1"', '"1', '"-1"', '"01x"', '"1", "2"', '"99999999999999999999"', '"1e0"', '"\u0661"',
        "\"1' OR '1'='1\"", f'"{world.canaries.word()}"', '"' + "9" * 5000 + '"',
    )  # fmt: skip
    for method, path, who, shape in takes_bodies(world):
        if "If-Match" not in who:
            continue
        good = Form(shape, world.canaries).good()
        plain = {name: value for name, value in who.items() if name != "If-Match"}
        yield call(f"{path} unseen", method, path, plain, good, status=428, code="precondition-required")
        yield call(
            f"{path} stale", method, path, plain, good, status=412, code="precondition-failed", If_Match='"7"'
        )
        for seen in garbage:
            is_readable = seen.isascii()
            status, code = (412, "precondition-failed") if is_readable else (400, "bad-request")
            if not seen:
                status, code = 428, "precondition-required"
            name = f"{path} If-Match {seen[:20]}"
            yield call(name, method, path, plain, good, status=status, code=code, If_Match=seen)


def wrong_keys(world: World) -> Iterator[Case]:
    keyed = world.referrer | {"Idempotency-Key": world.key, "If-Match": '"2"'}
    for what, path, body in (
        ("body", "/v1/referrals", world.referral()),
        ("address", f"/v1/referrals/{world.ids['returned']}/withdraw", {}),
    ):
        name = f"a used key, another {what}"
        yield call(name, "POST", path, keyed, body, status=422, code="idempotency-key-reused")
    for what, wrong in {
        "too long": world.canaries.word() * 20,
        "with a space": f"{world.canaries.word()} a",
        "of 15 KB": "k" * 15_000,
    }.items():
        for path, who, body in (
            ("/v1/referrals", world.referrer, world.referral()),
            ("/v1/employers", world.lead, {"name": "Siop", "sector": "G", "lots": ["Powys"]}),
        ):
            yield call(
                f"{path}: key {what}", "POST", path, who, body, status=422, code="invalid",
                pointer="/header/idempotency-key", Idempotency_Key=wrong,
            )  # fmt: skip
    for what, wrong in {"not ASCII": "allwedd-é", "a tab": "a\tb"}.items():
        yield call(
            f"key with {what}", "POST", "/v1/referrals", world.referrer, world.referral(), status=400,
            code="bad-request", Idempotency_Key=wrong,
        )  # fmt: skip


Told = tuple[tuple[Json, int, str, str | None], ...]


def refused_referrals(world: World) -> Iterator[Case]:
    consent = {"to_share": False, "given_on": "2017-03-01"}
    told: Told = (
        (world.referral(knows_it_is_voluntary=False), 422, "not-voluntary", "/knows_it_is_voluntary"),
        (world.referral(consent=consent), 422, "no-consent", "/consent/to_share"),
        (world.referral(made_on=LATE), 422, "future-date", "/made_on"),
        (world.referral(lot="Gwent"), 422, "no-provider-in-lot", "/lot"),
        (world.referral(programme="kanari"), 422, "unknown-programme", None),
    )
    yield from _posted("/v1/referrals", world.referrer, told)
    unknown = world.platform.token("referrer", uuid4())
    yield from _posted("/v1/referrals", unknown, ((world.referral(), 403, "unknown-partner", None),))
    yield from _posted("/v1/referrals", world.lead, ((world.referral(), 422, "source-needed", "/source"),))
    path, lead = f"/v1/referrals/{world.ids['referral']}", world.lead | {"If-Match": SEEN}
    yield from _posted(f"{path}/redirect", lead, (({"lot": "North Wales"}, 422, "same-lot", None),))
    early: Json = {"decided_on": "2017-01-01"}
    yield from _posted(f"{path}/accept", lead, ((early, 422, "before-last-move", "/decided_on"),))
    no: Json = {"by": "provider", "reason": "not_eligible", "offered_instead": world.canaries.word()}
    yield from _posted(f"{path}/decline", lead, ((no, 422, "criterion-needed", "/criterion"),))


def refused_placements(world: World) -> Iterator[Case]:
    ids, lead = world.ids, world.lead
    employer: Json = {"name": world.canaries.word(), "sector": "G", "lots": ["Powys"]}
    told: Told = (
        (employer | {"sector": "Z"}, 422, "unknown-sector", "/sector"),
        (employer | {"sector_scheme": "SIC 1066"}, 422, "unknown-sector", "/sector"),
        (employer | {"aware_since": LATE}, 422, "future-date", "/aware_since"),
    )
    yield from _posted("/v1/employers", lead, told)
    opening: Json = {
        "employer_id": ids["employer"], "lot": "Powys", "kind": "paid_job", "role": "Cook",
        "soc_group": 5, "places": 1,
    }  # fmt: skip
    turned = {"starts_on": "2019-02-01", "ends_on": "2019-01-01"}
    told = (
        (opening | {"employer_id": str(uuid4())}, 422, "unknown-employer", "/employer_id"),
        (opening | turned, 422, "dates-out-of-order", "/ends_on"),
    )
    yield from _posted("/v1/opportunities", lead, told)
    propose: Json = {"opportunity_id": ids["open"], "participant_id": ids["person"]}
    told = (
        (propose, 409, "already-offered", None),
        (propose | {"proposed_on": LATE}, 422, "future-date", "/proposed_on"),
        (propose | {"proposed_on": "2000-01-01"}, 409, "not-taking-part", None),
        (propose | {"opportunity_id": str(uuid4())}, 422, "unknown-opportunity", "/opportunity_id"),
        (propose | {"opportunity_id": ids["closed"]}, 409, "opportunity-over", None),
    )
    yield from _posted("/v1/placements", lead, told)
    full = {"opportunity_id": ids["full"], "participant_id": ids["their person"]}
    yield from _posted("/v1/placements", world.other_lead, ((full, 409, "no-place-left", None),))
    early = {"by": "participant", "agreed_on": "2017-01-01"}
    path = f"/v1/placements/{ids['proposed']}/agree"
    yield from _posted(path, lead | {"If-Match": SEEN}, ((early, 422, "dates-out-of-order", "/agreed_on"),))


def _posted(path: str, who: Json, told: Told) -> Iterator[Case]:
    for body, status, code, pointer in told:
        name = f"{path}: {code} {pointer}"
        yield call(name, "POST", path, who, body, status=status, code=code, pointer=pointer)
