"""Writes the events that a provider's system posts of one person, from registration to follow-up."""

from random import Random

from deploy.demo import mentors, report_text, sample_text
from deploy.demo.event_log import EventLog
from deploy.demo.lives import consents, destinations, whole_life
from deploy.demo.oows import Strand
from deploy.demo.person import Body, Break, DemoPerson, plus
from shared.contracts.vocabulary import AchievementKind, Condition, LabourMarket

INCOMPLETE = 0.03
"""P1 forms that lack consent or evidence: saved, shown as incomplete, counted (handbook 2)."""


def event_log_of(person: DemoPerson, rng: Random) -> EventLog:
    log = EventLog(person, rng)
    _sign_up(log)
    if person.life is not None:
        whole_life.tell(log, person.life)
    else:
        _assess(log)
        _support(log)
    _wheels(log)
    _achievements(log)
    _strikes(log)
    if person.away is not None:
        _break(log, person.away)
    if person.ending is not None:
        _leave(log)
    for seen in person.sightings:
        log.add(
            seen.on, "followed-up", 9, "observed_on", status=str(seen.status), evidence=str(seen.evidence)
        )
    return log


def _sign_up(log: EventLog) -> None:
    person, rng = log.person, log.rng
    slip = rng.random() if rng.random() < INCOMPLETE else None
    long_unemployed = person.labour_market is LabourMarket.LONG_TERM_UNEMPLOYED
    eligibility = {
        "stable_in_recovery": "yes",
        "labour_market": str(person.labour_market),
        "months_unemployed": rng.randint(13, 160) if long_unemployed else None,
        "neet": "yes" if person.strand is Strand.YOUNG else None,
        "safeguarding_concern": "yes" if rng.random() < 0.02 else "no",
        "on_another_funded_programme": "no",
        "evidence_seen": _evidence(person, rng) if slip is None or slip < 0.5 else {},
    }
    consent = {
        "to_take_part": True,
        "given_on": person.registered_on.isoformat(),
        "share_work_outcome_with_referrer": rng.random() < 0.7,
    }
    if person.life is not None:
        consent |= consents.asked_on_joining(person, rng)
    log.add(
        person.registered_on,
        "registered",
        0,
        "registered_on",
        programme="oows",
        lot=str(person.lot),
        local_authority=person.local_authority,
        person=person.identity if person.referral is None else None,
        referral=person.referral,
        strand=str(person.strand),
        eligibility={name: value for name, value in eligibility.items() if value is not None},
        consent=consent if slip is None or slip >= 0.5 else None,
        job_wanted=rng.choice(sample_text.JOBS_WANTED) if person.life is not None else None,
    )


def _evidence(person: DemoPerson, rng: Random) -> Body:
    kinds = ("jobcentre_letter",) if rng.random() < 0.3 else ("proof_of_address", "ni_number")
    seen = {"seen_on": person.registered_on.isoformat(), "seen_by": mentors.references(person.lot)[0]}
    return {kind: {"document": sample_text.DOCUMENTS[kind], **seen} for kind in kinds}


def _assess(log: EventLog) -> None:
    person, rng = log.person, log.rng
    traits = {name: str(value) for name, value in person.traits.items()}
    # People often disclose later [3.7]: the form says what was said then, the correction what is known now.
    later = rng.choice(("disability", "work_limiting_condition", "homeless")) if rng.random() < 0.01 else None
    monitoring = (
        {**traits, later: "not_known"}
        if later and traits[later] != "not_known" and person.supported_days >= 20
        else traits
    )
    assessed = log.some_day(0, 10)
    log.add(assessed, "assessed", 1, "assessed_on", form="P2.1", **monitoring)
    if monitoring is not traits and later:
        told = log.some_day(11, 60)
        log.add(
            told,
            "corrected",
            6,
            field=later,
            value=traits[later],
            reason="Disclosed later",
            author=_mentor(person, rng),
        )
    if rng.random() < 0.28:
        log.add(log.some_day(0, 21), "assessed", 2, "assessed_on", **sample_text.needs(person, rng))
    if rng.random() < 0.15:
        log.add(log.some_day(0, 21), "risk-assessed", 2, "assessed_on", **sample_text.risks(rng))


def _mentor(person: DemoPerson, rng: Random) -> str:
    return rng.choice(mentors.references(person.lot))


def _support(log: EventLog) -> None:
    person, rng = log.person, log.rng
    mentor = _mentor(person, rng)
    allocated = log.some_day(0, 7)
    log.add(allocated, "mentor-allocated", 2, "allocated_on", mentor=mentor)
    for number in range(rng.randint(1, 3)):
        on = log.some_day(0, 30 if number == 0 else None)
        log.add(on, "contact-recorded", 4, "contacted_on", mentor=mentor, **sample_text.contact(rng))
    for _ in range(rng.choices((0, 1, 2, 3), (30, 35, 25, 10))[0]):
        if person.supported_days >= 14:
            _activity(log)
    if rng.random() < 0.28:
        log.add(log.some_day(3, 45), "action-plan-agreed", 4, "agreed_on", **sample_text.plan(rng))
    if rng.random() < 0.08 and person.supported_days >= 90:
        suspended = log.some_day(30, person.supported_days - 40)
        reason = rng.choice(("elsewhere", "not_ready", "not_answering"))
        log.add(suspended, "suspended", 5, "suspended_on", reason=reason)
        if rng.random() < 0.8:
            resumed = plus(suspended, rng.randint(7, 35))
            log.add(resumed, "resumed", 5, "resumed_on")
    elif rng.random() < 0.25:
        level = rng.choices(("red", "amber", "green"), (20, 40, 40))[0]
        log.add(log.some_day(1), "intensity-changed", 5, "changed_on", **sample_text.intensity(level, rng))


def _activity(log: EventLog) -> None:
    started = log.some_day(7)
    ended = plus(started, log.rng.choice((0, 0, 1, 7, 28)))
    log.add(
        started,
        "activity-recorded",
        4,
        started_on=started.isoformat(),
        ended_on=ended.isoformat() if ended <= log.person.supported_until else None,
        **sample_text.activity(log.rng),
    )


def _wheels(log: EventLog) -> None:
    for on, scores in log.person.wheels:
        log.add(on, "assessed", 3, "assessed_on", form="wheel", **scores)


def _achievements(log: EventLog) -> None:
    for feat in log.person.feats:
        # Sometimes told of a few days later, when the date on the form is the one that matters.
        told = min(plus(feat.on, log.rng.choice((0, 0, 0, 0, 3, 7))), report_text.TOLD_BY)
        told = max(told, log.person.registered_on)
        log.add(
            told,
            "achievement-recorded",
            6,
            achieved_on=feat.on.isoformat() if told != feat.on or log.rng.random() < 0.5 else None,
            kind=str(feat.kind),
            evidence=str(feat.evidence),
            cqfw_level=feat.level,
            description=feat.text or sample_text.FEATS.get(AchievementKind(feat.kind)),
        )


def _strikes(log: EventLog) -> None:
    """Contacts that the provider's system posts by themselves: nobody records a strike (handbook 2)."""
    for silence in log.person.silences:
        for called_on in (silence.first_call_on, silence.second_call_on):
            log.add(called_on, "contact-recorded", 7, "contacted_on", **sample_text.unanswered_call(log.rng))
        log.add(silence.letter_on, "contact-recorded", 7, "contacted_on", **sample_text.seven_day_letter())


def _break(log: EventLog, away: Break) -> None:
    log.add(
        away.left_on, "exited", 8, left_on=away.left_on.isoformat(), kind="unplanned", reason="disengaged"
    )
    log.add(away.rejoined_on, "rejoined", 1, "rejoined_on", reason="Asked to come back")
    log.add(away.rejoined_on, "contact-recorded", 4, "contacted_on", kind="face_to_face", minutes=30)


def _leave(log: EventLog) -> None:
    person, rng = log.person, log.rng
    ending = person.ending
    if ending is None:
        return
    soft = {
        str(indicator): {
            "change": str(change),
            **({"baseline": rng.randint(2, 6)} if rng.random() < 0.4 else {}),
        }
        for indicator, change in person.soft.items()
    }
    log.add(
        ending.on,
        "exited",
        8,
        left_on=ending.stated.isoformat() if ending.stated is not None else None,
        kind=str(ending.kind),
        reason=str(person.reason),
        destination=destinations.destination(person, rng) if person.life is not None else None,
        soft_outcomes=soft or None,
        soft_outcomes_on=ending.on.isoformat() if soft else None,
    )


def conditions(person: DemoPerson) -> list[str]:
    """The person's conditions as a referrer names them."""
    both = ["substance_misuse", "mental_health"]
    return {Condition.SUBSTANCE_MISUSE: both[:1], Condition.MENTAL_HEALTH: both[1:]}.get(
        Condition(person.traits["condition"]), both
    )
