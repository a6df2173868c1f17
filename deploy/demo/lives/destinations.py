"""Tells what work somebody left for: in 2019 nobody knew what jobs [4.29]."""

from random import Random

from deploy.demo.person import Body, DemoPerson, plus
from shared.contracts.vocabulary import AchievementKind, ExitReason

_JOBS = (
    # role, major group of the SOC, section of the SIC, kind of employer
    ("Kitchen assistant", 9, "I", "private"),
    ("Care assistant", 6, "Q", "third_sector"),
    ("Support worker", 6, "Q", "third_sector"),
    ("Warehouse operative", 9, "H", "private"),
    ("Shop assistant", 7, "G", "private"),
    ("Labourer", 9, "F", "private"),
    ("Administrator", 4, "O", "public"),
    ("Peer mentor", 6, "Q", "provider"),
)


def destination(person: DemoPerson, rng: Random) -> Body | None:
    """Describe the job of whoever left for one; a few forms leave it out, and are incomplete."""
    if person.reason is not ExitReason.EMPLOYMENT or rng.random() < 0.1:
        return None
    role, occupation, sector, employer = rng.choice(_JOBS)
    own_boss = any(feat.kind is AchievementKind.SELF_EMPLOYMENT for feat in person.feats)
    return {
        "kind": "self_employment" if own_boss else "paid_work",
        "role": role,
        "soc_major_group": occupation,
        "sector": sector,
        "hours_a_week": rng.choice((16.0, 20.0, 25.0, 37.0)),
        "employer": "not_known" if own_boss else employer,
        "starts_on": plus(person.exit_day, rng.randint(0, 14)).isoformat(),
    }
