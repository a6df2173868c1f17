"""Plans referrals: those of people who were registered, and those that came to nothing."""

from collections.abc import Sequence
from datetime import date
from random import Random

from deploy.demo import event_stream, printed_tables, report_text
from deploy.demo.oows import Lot, Strand
from deploy.demo.partners import Partner, provider, referrers
from deploy.demo.people import IdentityGenerator, birthday
from deploy.demo.person import Body, DemoPerson, plus
from deploy.demo.plans import ReferralPlan, Step
from deploy.demo.random_source import random_source, some
from shared.contracts.vocabulary import Gender

_REGISTERED = 420
_ELSEWHERE = {
    # What became of the referrals that no registration followed: no source, chosen so that each case is met.
    "accepted": 25,
    "declined": 55,
    "withdrawn": 25,
    "redirected": 15,
    "returned": 10,
    "open": 20,
    "contacted": 10,
    "in_prison": 5,
    "declined_later": 15,
}

_DECLINED: tuple[Body, ...] = (
    # [3.16]: "not yet reached a sufficiently stable point" was the main reason.
    {"by": "provider", "reason": "not_stable", "offered_instead": "Drug and alcohol service", "again": 90},
    {
        "by": "provider",
        "reason": "not_stable",
        "offered_instead": "Community mental health team",
        "again": 180,
    },
    {"by": "provider", "reason": "not_eligible", "criterion": "In work", "offered_instead": "Careers Wales"},
    {"by": "provider", "reason": "not_resident", "offered_instead": "The service where the person lives"},
    {"by": "provider", "reason": "other_funded_programme", "offered_instead": "Stays with that programme"},
    {
        "by": "provider",
        "reason": "could_not_contact",
        "offered_instead": "A letter with our number",
        "again": 30,
    },
    {"by": "provider", "reason": "duplicate", "offered_instead": "Already being seen"},
    {"by": "provider", "reason": "safeguarding", "offered_instead": "Probation's own mentors"},
    {"by": "person", "reason": "declined_by_person", "offered_instead": "Local counselling service"},
)


def plan_referrals(
    people: Sequence[DemoPerson], identities: IdentityGenerator, seed: int
) -> tuple[ReferralPlan, ...]:
    """Mark in `referral` who came through one, and plan these referrals and those that led nowhere."""
    rng = random_source(seed, "referrals")
    # The first weeks have no referrals: a decision takes its time, and nothing is dated before the start.
    able = [
        person for person in people if person.counted and person.registered_on >= plus(report_text.STARTS, 45)
    ]
    plans = []
    for number, person in enumerate(some(rng, able, _REGISTERED, "people referred"), 1):
        person.referral = f"referral-{number:04d}"
        plans.append(_of(person, rng))
    for fate, number in _ELSEWHERE.items():
        plans += [_other(f"referral-{len(plans) + 1 + n:04d}", fate, identities, rng) for n in range(number)]
    return tuple(plans)


def _of(person: DemoPerson, rng: Random) -> ReferralPlan:
    decided = plus(person.registered_on, -rng.randint(0, 14))
    made = plus(decided, -rng.randint(1, 14))
    born = date.fromisoformat(person.identity["date_of_birth"])
    partner = _referrer(person.lot, born, made, rng)
    body = _body(partner, person.identity, event_stream.conditions(person), made, rng)
    return _plan(person.referral or "", partner, body, (("accept", {"decided_on": decided.isoformat()}),))


def _other(key: str, fate: str, identities: IdentityGenerator, rng: Random) -> ReferralPlan:
    homes = printed_tables.authorities(report_text.ENDS)
    home = rng.choice([each for each in homes if fate != "in_prison" or _prisons(each.lot)])
    early = plus(report_text.STARTS, 60)
    made = plus(early, rng.randint(0, (report_text.ENDS - early).days - 60))
    if fate == "open":
        made = plus(report_text.ENDS, -rng.randint(0, 12))
    born = birthday(Strand.ADULT if fate == "in_prison" else rng.choice(list(Strand)), made, rng)
    gender = rng.choice((Gender.FEMALE, Gender.MALE))
    identity = identities.identity(gender, born, home.code)
    named = rng.choice((["substance_misuse"], ["mental_health"], ["substance_misuse", "mental_health"]))
    in_prison = fate == "in_prison"
    partner = rng.choice(_prisons(home.lot)) if in_prison else _referrer(home.lot, born, made, rng)
    body = _body(partner, identity, named, made, rng)
    if in_prison:
        body["in_prison_until"] = plus(made, rng.randint(20, 60)).isoformat()
    return _plan(key, partner, body, _steps(fate, home.lot, plus(made, rng.randint(1, 12)), rng))


def _plan(key: str, partner: Partner, body: Body, steps: tuple[Step, ...]) -> ReferralPlan:
    return ReferralPlan(key, partner.id, partner.lot, provider(partner.lot).id, body, steps)


def _steps(fate: str, lot: Lot, day: date, rng: Random) -> tuple[Step, ...]:
    on = day.isoformat()
    if fate in ("contacted", "declined_later"):
        return _contacted(day, rng, says_no=fate == "declined_later")
    if fate == "declined":
        decline = {"criterion": None, "try_again_from": None, **rng.choice(_DECLINED), "decided_on": on}
        if again := decline.pop("again", None):
            decline["try_again_from"] = plus(day, again).isoformat()
        return (("decline", decline),)
    if fate == "withdrawn":
        who = rng.choice(("referrer", "person"))
        return (("withdraw", {"withdrawn_on": on, "by": who, "reason": "No longer wanted"}),)
    if fate == "redirected":
        to = rng.choice([other for other in Lot if other is not lot])
        return (("redirect", {"decided_on": on, "lot": str(to)}),)
    if fate == "returned":
        return (("return", {"decided_on": on, "questions": "How may we reach the person, and when?"}),)
    return () if fate == "open" else (("accept", {"decided_on": on}),)


def _contacted(day: date, rng: Random, *, says_no: bool) -> tuple[Step, ...]:
    """Take somebody on and ring; and again a week later, when they say no [3.17]."""
    on, rung = day.isoformat(), plus(day, rng.randint(1, 4))
    steps: tuple[Step, ...] = (
        ("review", {"on": on}),
        ("accept", {"decided_on": on}),
        ("allocate", {"on": on}),
        ("attempt-contact", {"on": rung.isoformat()}),
    )
    if not says_no:
        return steps
    again = plus(rung, 7).isoformat()
    no = {"by": "person", "reason": "declined_by_person", "offered_instead": "A driving instructor"}
    return *steps, ("attempt-contact", {"on": again}), ("decline", {**no, "decided_on": again})


def _referrer(lot: Lot, born: date, made: date, rng: Random) -> Partner:
    """The Jobcentre sends most people [3.10], but nobody who cannot claim yet: 16 to 18 [3.15]."""
    adult = (made.year - born.year) - ((made.month, made.day) < (born.month, born.day)) >= 19
    others = referrers(lot)
    jobcentres = [partner for partner in others if partner.source == "jobcentre_plus"]
    if adult and rng.random() < 0.55:
        return rng.choice(jobcentres)
    return rng.choice([partner for partner in others if partner not in jobcentres])


def _prisons(lot: Lot) -> list[Partner]:
    return [partner for partner in referrers(lot) if partner.source == "prison"]


def _body(partner: Partner, identity: Body, conditions: list[str], made: date, rng: Random) -> Body:
    safeguarding: Body = {"declaration": "none_known"}
    if rng.random() < 0.06:
        safeguarding = {"declaration": "details", "details": "Please see with a colleague at first"}
    ways = [
        way for way, has in (("phone", "phone"), ("text", "phone"), ("email", "email")) if has in identity
    ]
    return {
        "programme": "oows",
        "lot": str(partner.lot),
        "source": partner.source,
        "made_on": made.isoformat(),
        "referred_by": " ".join(rng.choice(printed_tables.names(kind)) for kind in ("female", "family")),
        "person": identity,
        "contact_by": [*ways, "letter"],
        "reason": rng.choice(
            ("Wants to get back to work", "Ready for a next step", "Needs company and structure")
        ),
        "conditions": conditions,
        "safeguarding": safeguarding,
        "knows_it_is_voluntary": True,
        "consent": {"to_share": True, "given_on": made.isoformat(), "share_work_outcome": rng.random() < 0.7},
        "mentor_gender": rng.choices(("no_preference", "female", "male"), (80, 12, 8))[0],
    }
