"""Sample text for the free parts of the forms: varied enough to look at, and in no figure."""

from random import Random

from deploy.demo.person import Body, DemoPerson
from shared.contracts.vocabulary import AchievementKind, Condition

FEATS = {
    AchievementKind.JOB_SEARCH: "Registered with the Jobcentre and applying",
    AchievementKind.PAID_WORK: "Started a job",
    AchievementKind.SELF_EMPLOYMENT: "Registered as self-employed",
    AchievementKind.VOLUNTEERING: "Completed a volunteering opportunity",
    AchievementKind.EDUCATION_OR_TRAINING: "Started a course at college",
    AchievementKind.JOB_INTERVIEW: "Was invited to an interview",
    AchievementKind.BECAME_MENTOR: "Joined the service as a volunteer mentor",
}

DOCUMENTS = {
    "proof_of_address": "Council tax bill",
    "ni_number": "National Insurance card",
    "jobcentre_letter": "Letter of the Jobcentre",
}
"""What was shown on sign-up, by the kind of evidence."""

JOBS_WANTED = ("Kitchen work", "Gardening", "Something with animals", "Support work", "Driving", "Any")

_KINDS = ("face_to_face", "phone", "text", "group", "email", "letter")
NOTES = ("Went over the action plan", "Talked about the week", "Looked at vacancies", "Planned next steps")
_BARRIERS = ("confidence", "transport", "housing", "debt", "childcare", "criminal record", "literacy")
GOALS = (
    "Finish a CV by the end of the month",
    "Join the weekly anxiety group",
    "Gain a CSCS card",
    "Try a day of volunteering",
    "Travel to the centre by bus alone",
    "Dechrau cwrs Cymraeg",
)
_ACTIVITIES = (
    ("accredited_course", "Agored Cymru centre", (6, 30)),
    ("non_accredited_course", "Stress and Anxiety", (2, 12)),
    ("certificate_preparation", "CSCS test preparation", (2, 8)),
    ("volunteering", "Beach clean", (3, 24)),
    ("group", "Peer support group", (1, 4)),
    ("job_search", "Job club", (1, 6)),
    ("financial_support", "Travel costs", (0, 0)),
)
_REASONS = {
    "red": ("A hard week: daily calls for now", "Relapse feared"),
    "amber": ("Settling in", "Steadier than last month"),
    "green": ("Doing well, a weekly call is enough", "Ready to look for work"),
}
_SUBSTANCES = ("alcohol", "heroin_or_substitutes", "other", "cocaine", "other")


def needs(person: DemoPerson, rng: Random) -> Body:
    """P2 Full Needs Assessment."""
    body: Body = {
        "form": "P2",
        "needs": {rng.choice(("health", "skills", "home")): "Wants support with this"},
        "qualification": str(person.traits["qualification"]),
        "share_of_adult_life_in_work": rng.choice(
            ("most", "about_half", "under_a_third", "none", "not_known")
        ),
        "ever_in_paid_work": rng.choice(("yes", "yes", "yes", "no", "not_known")),
        "barriers": rng.sample(_BARRIERS, 2),
        "motivation": rng.randint(1, 5),
    }
    if person.traits["condition"] != Condition.MENTAL_HEALTH:
        body["main_substance"] = rng.choice(_SUBSTANCES)
        body["length_of_dependency"] = rng.choice(("most_of_adult_life", "about_half", "under_a_third"))
        body["recent_use"] = rng.choice(("abstinent", "some_lapses", "many_lapses", "not_known"))
    return body


def risks(rng: Random) -> Body:
    """P2.2 Risk Assessment."""
    return {
        "form": "P2.2",
        "risks_to_self": rng.choice(("None identified", "Low mood at weekends", "Isolation")),
        "risks_to_others": "None identified",
        "violence_against_women": rng.choices(("no", "yes", "not_known"), (92, 3, 5))[0],
        "mitigations": rng.choice(("Weekly call", "Crisis numbers given", "Meets in public places")),
        "who_may_know": ["peer mentor"],
    }


def contact(rng: Random) -> Body:
    attendance = rng.choices(("attended", "did_not_attend", "cancelled"), (80, 14, 6))[0]
    return {
        "kind": rng.choices(_KINDS, (45, 30, 10, 8, 4, 3))[0],
        "direction": rng.choices(("to_participant", "from_participant"), (80, 20))[0],
        "minutes": rng.choice((10, 15, 30, 45, 60)) if attendance == "attended" else None,
        "attendance": attendance,
        "note": rng.choice(NOTES) if rng.random() < 0.3 else None,
    }


def unanswered_call(rng: Random) -> Body:
    return {
        "kind": "phone",
        "attendance": "did_not_attend",
        "note": rng.choice(("No answer, left a voicemail", "No answer, sent a text")),
    }


def welcome_letter() -> Body:
    return {"kind": "letter", "note": "Welcome, with the mentor's number"}


def seven_day_letter() -> Body:
    return {"kind": "letter", "note": "Asks for a reply within seven days"}


def activity(rng: Random) -> Body:
    kind, run_by, (least, most) = rng.choice(_ACTIVITIES)
    return {"kind": kind, "run_by": run_by, "hours": rng.randint(2 * least, 2 * most) / 2}


def plan(rng: Random) -> Body:
    """P3 Action Plan."""
    signed = rng.random() < 0.9
    return {
        "goals": rng.sample(GOALS, rng.randint(1, 3)),
        "steps": ["Meet the mentor every week"],
        "signed_by_participant": signed,
        "signed_by_mentor": True,
    }


def intensity(level: str, rng: Random) -> Body:
    return {"intensity": level, "reason": rng.choice(_REASONS[level])}
