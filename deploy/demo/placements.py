"""Plans employers, their opportunities, and the thirty placements that were completed [4.41]."""

from collections.abc import Sequence
from datetime import date
from random import Random

from deploy.demo import printed_tables, report_text, towns
from deploy.demo.oows import Lot
from deploy.demo.partners import provider
from deploy.demo.people import postcode
from deploy.demo.person import Body, DemoPerson, plus
from deploy.demo.plans import EmployerPlan, OpportunityPlan, PlacementPlan, Step
from deploy.demo.random_source import random_source, some

_EMPLOYERS = {
    # Invented names; the letter is the SIC section, the digit the major group of the role offered.
    Lot.NORTH_WALES: (
        ("Bwyd y Bae", "I", 9),
        ("Gerddi Eryri", "N", 5),
        ("Menai Joinery", "C", 5),
        ("Clwyd Recycling", "E", 9),
        ("Conwy Care", "Q", 6),
    ),
    Lot.GWENT: (
        ("Usk Valley Cafés", "I", 9),
        ("Cwmni Glanhau Gwent", "N", 9),
        ("Transporter Print", "C", 8),
        ("Wye Timber", "C", 8),
    ),
    Lot.DYFED: (("Teifi Crafts", "G", 7), ("Fferm Tywi", "A", 9)),
    Lot.WESTERN_BAY: (
        ("Gower Kitchens", "I", 9),
        ("Tawe Reuse", "G", 7),
        ("Kenfig Care Homes", "Q", 6),
        ("Afan Cycles", "G", 7),
    ),
    Lot.CWM_TAF: (("Taf Warehousing", "H", 9), ("Siop Cynon", "G", 7), ("Rhondda Roofing", "F", 5)),
    Lot.POWYS: (("Severn Saddlery", "C", 5), ("Brecon Bunkhouses", "I", 9)),
    Lot.CARDIFF_AND_VALE: (
        ("Arcade Coffee", "I", 9),
        ("Barry Boatyard", "C", 5),
        ("Taff Office Services", "N", 4),
    ),
}
_OPEN_UNTIL = date(2019, 3, 31)
_SUPERMARKET = "Archfarchnad y Gogledd"

_ENDED_EARLY = 4
_UNDER_WAY = 3

Plans = tuple[tuple[EmployerPlan, ...], tuple[OpportunityPlan, ...], tuple[PlacementPlan, ...]]
Placed = tuple[DemoPerson, tuple[Step, ...]]


def plan_placements(people: Sequence[DemoPerson], seed: int) -> Plans:
    rng = random_source(seed, "placements")
    placed = [
        *(_completed(person, rng) for person in people if "work-experience" in person.claims),
        *_ended_early(people, rng),
        *_under_way(people, rng),
    ]
    for person, _ in placed:
        person.is_placed = True
    employers, opportunities, placements = [], [], []
    for lot, names in _EMPLOYERS.items():
        own = [pair for pair in placed if pair[0].lot is lot]
        for place, (name, sector, role) in enumerate(names):
            # In turn, so that no lot leans on one employer.
            taken = own[place :: len(names)]
            employers.append(_employer(name, sector, lot, rng))
            offer = _work_experience(name, lot, role, len(taken))
            opportunities.append(offer)
            placements += [_placement(offer, person, steps) for person, steps in taken]
    employers.append(_employer(_SUPERMARKET, "G", Lot.NORTH_WALES, rng))
    opportunities.append(_twelve_jobs())
    opportunities += _still_open()
    return tuple(employers), tuple(opportunities), tuple(placements)


def _completed(person: DemoPerson, rng: Random) -> Placed:
    """Two to five weeks within the time with the service."""
    lasted = rng.randint(14, 35)
    begun = plus(person.registered_on, rng.randint(7, person.stay - lasted))
    over = plus(begun, lasted)
    done = {"completed_on": over.isoformat(), "hours": rng.randint(2, 5) * (lasted // 7 + 1) * 4}
    return person, (_start(begun.isoformat()), ("complete", done))


def _ended_early(people: Sequence[DemoPerson], rng: Random) -> list[Placed]:
    able = [
        person for person in people if person.left and "placement" not in person.claims and person.stay >= 60
    ]
    reasons = (
        ("participant", "Too much at once"),
        ("employer", "No supervisor"),
        ("provider", "Relapse feared"),
    )
    placed: list[Placed] = []
    for person in some(rng, able, _ENDED_EARLY, "placements ended early"):
        begun = plus(person.registered_on, rng.randint(14, 30))
        by, reason = rng.choice(reasons)
        end = {"ended_on": plus(begun, rng.randint(2, 10)).isoformat(), "by": by, "reason": reason}
        placed.append((person, (_start(begun.isoformat()), ("end-early", end))))
    return placed


def _under_way(people: Sequence[DemoPerson], rng: Random) -> list[Placed]:
    able = [
        person for person in people if person.ending is None and person.away is None and person.stay >= 90
    ]
    chosen = some(rng, able, _UNDER_WAY, "placements under way")
    return [(person, (_start(plus(report_text.ENDS, -rng.randint(3, 14)).isoformat()),)) for person in chosen]


def _start(on: str) -> Step:
    return "start", {"started_on": on}


def _key(name: str) -> str:
    return name.lower().replace(" ", "-")


def _employer(name: str, sector: str, lot: Lot, rng: Random) -> EmployerPlan:
    home = next(
        authority for authority in printed_tables.authorities(report_text.ENDS) if authority.lot is lot
    )
    town, district = towns.TOWNS[home.code][0]
    body: Body = {
        "name": name,
        "company_number": None,  # an invented company has none, and any number might be somebody's
        "sector": sector,
        "sites": [{"name": town, "postcode": postcode(district, rng)}],
        "lots": [str(lot)],
        "willing_substance_misuse": rng.choice(("yes", "yes", "not_known")),
        "willing_mental_health": rng.choice(("yes", "yes", "not_known")),
        "disclosure_policy": "Asks about nothing but what the work needs",
        "aware_since": plus(report_text.STARTS, rng.randint(0, 120)).isoformat(),
    }
    return EmployerPlan(_key(name), body)


def _work_experience(name: str, lot: Lot, role: int, places_taken: int) -> OpportunityPlan:
    body: Body = {
        "employer": _key(name),
        "lot": str(lot),
        "kind": "work_experience",
        "role": "Work experience with " + name,
        "soc_group": role,
        "places": places_taken + 1,
        "starts_on": report_text.STARTS.isoformat(),
        "ends_on": _OPEN_UNTIL.isoformat(),
        "hours_per_week": 16,
        "requirements": [],
        "ring_fenced": True,
        "closes_on": _OPEN_UNTIL.isoformat(),
    }
    return OpportunityPlan(f"{_key(name)}-work-experience", body)


def _twelve_jobs() -> OpportunityPlan:
    """The supermarket's twelve jobs for which nobody suitable was found in time [4.35]."""
    body: Body = {
        "employer": _key(_SUPERMARKET),
        "lot": str(Lot.NORTH_WALES),
        "kind": "paid_job",
        "role": "Shop assistant",
        "soc_group": 7,
        "places": report_text.SUPERMARKET_JOBS,
        "starts_on": "2018-11-05",
        "ends_on": None,
        "hours_per_week": 20,
        "requirements": [],
        "ring_fenced": True,
        "closes_on": "2018-10-26",
    }
    return OpportunityPlan(f"{_key(_SUPERMARKET)}-jobs", body)


def _still_open() -> list[OpportunityPlan]:
    """What the ready people of the two lots with whole lives can be matched with today: somebody who likes
    games gets the gaming event, and who likes the outdoors the woodland project [3.82]."""
    kinds = (
        ("Teifi Crafts", Lot.DYFED, "volunteering", "Woodland project", 9, 6, "outdoors"),
        ("Brecon Bunkhouses", Lot.POWYS, "one_off_event", "Gaming day", 9, 8, "gaming"),
    )
    return [
        OpportunityPlan(
            f"{_key(employer)}-{kind}",
            {
                "employer": _key(employer),
                "lot": str(lot),
                "kind": kind,
                "role": role,
                "soc_group": soc_group,
                "places": places,
                "interests": [interest],
                "ring_fenced": True,
            },
        )
        for employer, lot, kind, role, soc_group, places, interest in kinds
    ]


def _placement(offer: OpportunityPlan, person: DemoPerson, steps: tuple[Step, ...]) -> PlacementPlan:
    begun = date.fromisoformat(steps[0][1]["started_on"])
    proposed = max(person.registered_on, plus(begun, -7))
    body = {"opportunity": offer.key, "proposed_on": proposed.isoformat()}
    agreed: tuple[Step, ...] = tuple(
        ("agree", {"by": party, "agreed_on": proposed.isoformat()}) for party in ("participant", "employer")
    )
    partner, key = provider(person.lot), f"placement-{person.subject}"
    return PlacementPlan(key, partner.id, person.lot, person.subject, body, (*agreed, *steps))
