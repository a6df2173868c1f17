"""Calls of the REST addresses that must not succeed: a field wrong, somebody else's things, a move that the
state does not allow, a role or purpose that the address is not for."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

from services.employers.schemas import employers, opportunities, placements
from services.referrals import partner_schemas as partners
from services.referrals import schemas as referrals
from services.referrals.links_api import LinkIn
from tests.verification.fuzz.case import Case, Json, call
from tests.verification.fuzz.fields import Form
from tests.verification.fuzz.world import World, somebody

SEEN = '"1"'


def cases(world: World) -> Iterator[Case]:
    yield from wrong_bodies(world)
    yield from wrong_moves(world)
    yield from not_theirs(world)
    yield from not_permitted(world)


def takes_bodies(world: World) -> Iterator[tuple[str, str, Json, Any]]:
    """Every address that takes a body: method, path, who may send it, the shape it has."""
    ids, seen = world.ids, {"If-Match": SEEN}
    yield "POST", "/v1/referrals", world.referrer, referrals.ReferralIn
    path = f"/v1/referrals/{ids['referral']}"
    for progress in ("review", "allocate", "attempt-contact"):
        yield "POST", f"{path}/{progress}", world.lead | seen, referrals.ProgressIn
    yield "POST", f"{path}/accept", world.lead | seen, referrals.AcceptIn
    yield "POST", f"{path}/decline", world.lead | seen, referrals.DeclineIn
    yield "POST", f"{path}/redirect", world.lead | seen, referrals.RedirectIn
    yield "POST", f"{path}/return", world.lead | seen, referrals.ReturnIn
    yield "POST", f"{path}/answer", world.referrer | seen, referrals.AnswerIn
    yield "POST", f"{path}/withdraw", world.referrer | seen, referrals.WithdrawIn
    yield "POST", f"{path}/link", world.referrer, LinkIn
    yield "PUT", f"/v1/partners/{somebody('new partner')}", world.government, partners.PartnerIn
    yield "POST", "/v1/employers", world.lead, employers.EmployerIn
    employer = f"/v1/employers/{ids['employer']}"
    yield "PATCH", employer, world.lead | seen, employers.EmployerPatch
    yield "POST", f"{employer}/engagements", world.lead, employers.EngagementIn
    yield "POST", "/v1/opportunities", world.lead, opportunities.OpportunityIn
    yield "POST", f"/v1/opportunities/{ids['open']}/close", world.lead | seen, opportunities.CloseIn
    yield "POST", "/v1/placements", world.lead, placements.ProposeIn
    path = f"/v1/placements/{ids['proposed']}"
    yield "POST", f"{path}/agree", world.lead | seen, placements.AgreeIn
    yield "POST", f"{path}/start", world.lead | seen, placements.StartIn
    yield "POST", f"{path}/complete", world.lead | seen, placements.CompleteIn
    yield "POST", f"{path}/end-early", world.lead | seen, placements.EndEarlyIn
    yield "POST", f"{path}/review", world.lead | seen, placements.ReviewIn


def wrong_bodies(world: World) -> Iterator[Case]:
    for method, path, who, shape in takes_bodies(world):
        name = f"{method} {path}"
        for broken in Form(shape, world.canaries).broken():
            pointer = "".join(f"/{part}" for part in broken.path)
            yield call(
                f"{name}: {broken.what}", method, path, who, broken.body,
                status=422, code="invalid", pointer=pointer,
            )  # fmt: skip
        word = world.canaries.word().encode()
        for what, body, code in (
            ("not JSON", b"{" + word, "invalid"),
            ("not UTF-8", b'{"name": "\xff\xfe' + word + b'"}', "bad-request"),
            ("deep", b"[" * 100_000, "bad-request"),
            ("endless number", b'{"name": ' + b"9" * 10_000 + b"}", "bad-request"),
        ):
            yield call(f"{name}: {what}", method, path, who, body, status=400, code=code)
        for what, body in (
            ("no object", b'["' + word + b'"]'),
            ("nothing", b"null"),
            ("NaN", b"NaN"),
            ("Infinity", b"-Infinity"),
        ):
            yield call(f"{name}: {what}", method, path, who, body, status=422, code="invalid", pointer="")
        large = b'{"name": "' + word + b"x" * 1_100_000 + b'"}'
        yield call(f"{name}: too large", method, path, who, large, status=413, code="too-large")
        for kind in (
            "text/plain",
            "application/xml",
            "application/x-www-form-urlencoded",
            "application/jsonp",
            "",
        ):
            yield call(
                f"{name}: {kind}", method, path, who, {}, status=415, code="unsupported-media-type",
                **{"Content-Type": kind},
            )  # fmt: skip


def wrong_moves(world: World) -> Iterator[Case]:
    """Moves that the state does not allow."""
    decline = {"by": "provider", "reason": "not_stable", "offered_instead": "Help"}
    decided: dict[str, Json] = {
        "review": {}, "accept": {}, "decline": decline, "redirect": {"lot": "Powys"},
        "return": {"questions": "?"},
    }  # fmt: skip
    for state, version in (("accepted", 2), ("declined", 2)):
        for move, body in decided.items():
            if (state, move) == ("accepted", "decline"):
                continue  # possible until the person is registered
            path = f"/v1/referrals/{world.ids[state]}/{move}"
            who = world.lead | {"If-Match": f'"{version}"'}
            yield call(f"{move} what is {state}", "POST", path, who, body, status=409, code="already-decided")
    referrer = world.referrer | {"If-Match": '"2"'}
    for state, move, body in (
        ("declined", "withdraw", {}), ("declined", "answer", {"answers": "x"}),
        ("accepted", "answer", {"answers": "x"}),
    ):  # fmt: skip
        path = f"/v1/referrals/{world.ids[state]}/{move}"
        yield call(
            f"{move} what is {state}", "POST", path, referrer, body, status=409, code="already-decided"
        )
    placed: dict[str, Json] = {
        "start": {}, "complete": {}, "end-early": {"by": "employer", "reason": world.canaries.word()},
    }  # fmt: skip
    for state, version, moves in (("completed", 5, placed), ("proposed", 1, {"start": {}, "complete": {}})):
        for move, body in moves.items():
            path, who = f"/v1/placements/{world.ids[state]}/{move}", world.lead | {"If-Match": f'"{version}"'}
            yield call(
                f"{move} what is {state}", "POST", path, who, body, status=409, code="move-not-possible"
            )
    path = f"/v1/opportunities/{world.ids['closed']}/close"
    who = world.lead | {"If-Match": '"2"'}
    yield call(
        "close what is closed", "POST", path, who, {"reason": "filled"}, status=409, code="opportunity-over"
    )


def not_theirs(world: World) -> Iterator[Case]:
    """Another organisation's things answer as if they were not there."""
    ids, lead, referrer = world.ids, world.lead, world.referrer
    for whose, who, path in (
        ("another provider's person", lead, f"/v1/participants/{ids['their person']}"),
        ("another provider's referral", lead, f"/v1/referrals/{ids['their referral']}"),
        ("another referrer's referral", referrer, f"/v1/referrals/{ids['their referral']}"),
        ("another provider's placement", lead, f"/v1/placements/{ids['theirs']}"),
        *(
            (f"nobody's {each}", lead, f"/v1/{each}/{uuid4()}")
            for each in ("participants", "referrals", "placements", "opportunities", "employers", "claims")
        ),
    ):
        yield call(whose, "GET", path, who, status=404, code="not-found")
    for method, path, who, shape in takes_bodies(world):
        good = Form(shape, world.canaries).good()
        for ours, theirs in (("referral", "their referral"), ("proposed", "theirs"), ("open", "their place")):
            if ids[ours] in path:
                there, seen = path.replace(ids[ours], ids[theirs]), '"2"' if ours == "open" else SEEN
                yield call(
                    f"their {there}", method, there, who, good, status=404, code="not-found", If_Match=seen
                )
        for ours in ("referral", "proposed", "open", "employer"):
            if ids[ours] in path:
                there = path.replace(ids[ours], str(uuid4()))
                yield call(f"nobody's {there}", method, there, who, good, status=404, code="not-found")
    for whose in (ids["their person"], str(uuid4())):
        body = {"opportunity_id": ids["open"], "participant_id": whose}
        yield call(
            f"propose {whose}", "POST", "/v1/placements", lead, body, status=404, code="participant-unknown"
        )


def not_permitted(world: World) -> Iterator[Case]:
    """A good token of a role, or for a purpose, that the address is not for."""
    token = world.platform.token
    nobody = {
        "an area board": token("apb", somebody("board")),
        "a provider without a purpose": token("provider", somebody("provider"), purposes=[]),
        "a referrer without a purpose": token("referrer", somebody("referrer"), purposes=["figures"]),
    }
    for who, headers in nobody.items():
        for method, path, _, shape in takes_bodies(world):
            if who.startswith("a provider") and ("employers" in path or "opportunities" in path):
                continue  # the bank of employers asks for no purpose
            seen = headers | {"If-Match": SEEN}
            good = Form(shape, world.canaries).good()
            yield call(f"{who}: {path}", method, path, seen, good, status=403, code="not-permitted")
        kind = {"Content-Type": "application/cloudevents+json"}
        yield call(
            f"{who}: events",
            "POST",
            "/v1/events",
            headers | kind,
            world.event,
            status=403,
            code="not-permitted",
        )
        path = f"/v1/participants/{world.ids['person']}"
        yield call(f"{who}: {path}", "GET", path, headers, status=403, code="not-permitted")
