"""What a provider's system tells of one person from registration to follow-up, form by form."""

from datetime import date
from random import Random

from deploy.demo import mentors, report_text, sample_text
from deploy.demo.event_log import EventLog
from deploy.demo.person import Break, DemoPerson, plus
from shared.contracts.vocabulary import AchievementKind, Condition, LabourMarket, Strand

INCOMPLETE = 0.03
"""P1 forms that lack consent or evidence: saved, shown as incomplete, counted (handbook 2)."""


def tell(life: DemoPerson, rng: Random) -> EventLog:
    diary = EventLog(life, rng)
    _sign_up(diary)
    _assess(diary)
    _support(diary)
    _wheels(diary)
    _achievements(diary)
    if life.away is not None:
        _break(diary, life.away)
    if life.ending is not None:
        _leave(diary)
    for seen in life.sightings:
        diary.add(
            seen.on, "followed-up", 9, "observed_on", status=str(seen.status), evidence=str(seen.evidence)
        )
    return diary


def taking_part_until(life: DemoPerson) -> date:
    """The last day before a first leaving, if there was one, and within the period for all it covers: a form
    dated later would leave somebody counted without their characteristics."""
    last = life.away.left_on if life.away is not None else life.last_day
    return min(last, report_text.ENDS) if life.counted else last


def _day(diary: EventLog, earliest: int, latest: int | None = None) -> date:
    """Some day so many days after registration, but not after the person left."""
    span = (taking_part_until(diary.life) - diary.life.registered_on).days
    high = span if latest is None else min(latest, span)
    return plus(diary.life.registered_on, diary.rng.randint(min(earliest, high), high))


def _sign_up(diary: EventLog) -> None:
    life, rng = diary.life, diary.rng
    slip = rng.random() if rng.random() < INCOMPLETE else None
    long_unemployed = life.labour_market is LabourMarket.LONG_TERM_UNEMPLOYED
    eligibility = {
        "stable_in_recovery": "yes",
        "labour_market": str(life.labour_market),
        "months_unemployed": rng.randint(13, 160) if long_unemployed else None,
        "neet": "yes" if life.strand is Strand.YOUNG else None,
        "safeguarding_concern": "yes" if rng.random() < 0.02 else "no",
        "on_another_funded_programme": "no",
        "evidence": _evidence(rng) if slip is None or slip < 0.5 else [],
    }
    consent = {
        "to_take_part": True,
        "given_on": life.registered_on.isoformat(),
        "share_work_outcome_with_referrer": rng.random() < 0.7,
    }
    diary.add(
        life.registered_on,
        "registered",
        0,
        "registered_on",
        programme="oows",
        lot=str(life.lot),
        local_authority=life.local_authority,
        person=life.person if life.referral is None else None,
        referral=life.referral,
        strand=str(life.strand),
        eligibility={name: value for name, value in eligibility.items() if value is not None},
        consent=consent if slip is None or slip >= 0.5 else None,
    )


def _evidence(rng: Random) -> list[str]:
    return ["jobcentre_letter"] if rng.random() < 0.3 else ["proof_of_address", "ni_number"]


def _assess(diary: EventLog) -> None:
    life, rng = diary.life, diary.rng
    traits = {name: str(value) for name, value in life.traits.items()}
    # People often disclose later [3.7]: the form says what was said then, the correction what is known now.
    later = rng.choice(("disability", "work_limiting_condition", "homeless")) if rng.random() < 0.01 else None
    monitoring = (
        {**traits, later: "not_known"}
        if later and traits[later] != "not_known" and _span(life) >= 20
        else traits
    )
    assessed = _day(diary, 0, 10)
    diary.add(assessed, "assessed", 1, "assessed_on", form="P2.1", **monitoring)
    if monitoring is not traits and later:
        told = _day(diary, 11, 60)
        diary.add(
            told,
            "corrected",
            6,
            field=later,
            value=traits[later],
            reason="Disclosed later",
            author=_mentor(life, rng),
        )
    if rng.random() < 0.28:
        diary.add(_day(diary, 0, 21), "assessed", 2, "assessed_on", **sample_text.needs(life, rng))
    if rng.random() < 0.15:
        diary.add(_day(diary, 0, 21), "risk-assessed", 2, "assessed_on", **sample_text.risks(rng))


def _mentor(life: DemoPerson, rng: Random) -> str:
    return rng.choice(mentors.references(life.lot))


def _span(life: DemoPerson) -> int:
    return (taking_part_until(life) - life.registered_on).days


def _support(diary: EventLog) -> None:
    life, rng = diary.life, diary.rng
    mentor = _mentor(life, rng)
    allocated = _day(diary, 0, 7)
    diary.add(allocated, "mentor-allocated", 2, "allocated_on", mentor=mentor)
    for number in range(rng.randint(1, 3)):
        on = _day(diary, 0, 30 if number == 0 else None)
        diary.add(on, "contact-recorded", 4, "contacted_on", mentor=mentor, **sample_text.contact(rng))
    for _ in range(rng.choices((0, 1, 2, 3), (30, 35, 25, 10))[0]):
        if _span(life) >= 14:
            _activity(diary)
    if rng.random() < 0.28:
        diary.add(_day(diary, 3, 45), "action-plan-agreed", 4, "agreed_on", **sample_text.plan(rng))
    if rng.random() < 0.08 and _span(life) >= 90:
        suspended = _day(diary, 30, _span(life) - 40)
        reason = rng.choice(("elsewhere", "not_ready", "not_answering"))
        diary.add(suspended, "suspended", 5, "suspended_on", reason=reason)
        if rng.random() < 0.8:
            resumed = plus(suspended, rng.randint(7, 35))
            diary.add(resumed, "resumed", 5, "resumed_on")
    elif rng.random() < 0.25:
        level = rng.choices(("red", "amber", "green"), (20, 40, 40))[0]
        diary.add(_day(diary, 1), "intensity-changed", 5, "changed_on", **sample_text.intensity(level, rng))


def _activity(diary: EventLog) -> None:
    started = _day(diary, 7)
    ended = plus(started, diary.rng.choice((0, 0, 1, 7, 28)))
    diary.add(
        started,
        "activity-recorded",
        4,
        started_on=started.isoformat(),
        ended_on=ended.isoformat() if ended <= taking_part_until(diary.life) else None,
        **sample_text.activity(diary.rng),
    )


def _wheels(diary: EventLog) -> None:
    for on, scores in diary.life.wheels:
        diary.add(on, "assessed", 3, "assessed_on", form="wheel", **scores)


def _achievements(diary: EventLog) -> None:
    for feat in diary.life.feats:
        # Sometimes told of a few days later, when the date on the form is the one that matters.
        told = min(plus(feat.on, diary.rng.choice((0, 0, 0, 0, 3, 7))), report_text.TOLD_BY)
        told = max(told, diary.life.registered_on)
        diary.add(
            told,
            "achievement-recorded",
            6,
            achieved_on=feat.on.isoformat() if told != feat.on or diary.rng.random() < 0.5 else None,
            kind=str(feat.kind),
            evidence=str(feat.evidence),
            cqfw_level=feat.level,
            description=feat.text or sample_text.FEATS.get(AchievementKind(feat.kind)),
        )


def _break(diary: EventLog, away: Break) -> None:
    diary.add(
        away.left_on, "exited", 8, left_on=away.left_on.isoformat(), kind="unplanned", reason="disengaged"
    )
    diary.add(away.rejoined_on, "rejoined", 1, "rejoined_on", reason="Asked to come back")
    contact = sample_text.contact(diary.rng)
    diary.add(away.rejoined_on, "contact-recorded", 4, "contacted_on", **contact)


def _leave(diary: EventLog) -> None:
    life, rng = diary.life, diary.rng
    ending = life.ending
    if ending is None:
        return
    soft = {
        str(indicator): {
            "change": str(change),
            **({"baseline": rng.randint(2, 6)} if rng.random() < 0.4 else {}),
        }
        for indicator, change in life.soft.items()
    }
    diary.add(
        ending.on,
        "exited",
        8,
        left_on=ending.stated.isoformat() if ending.stated is not None else None,
        kind=str(ending.kind),
        reason=str(life.reason),
        soft_outcomes=soft or None,
        soft_outcomes_on=ending.on.isoformat() if soft else None,
    )


def conditions(life: DemoPerson) -> list[str]:
    """The person's conditions as a referrer names them."""
    both = ["substance_misuse", "mental_health"]
    return {Condition.SUBSTANCE_MISUSE: both[:1], Condition.MENTAL_HEALTH: both[1:]}.get(
        Condition(life.traits["condition"]), both
    )
