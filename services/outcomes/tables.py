"""The columns of what figures are counted from. Rows of this service are read and written in sets
(`store/`), so that there is no class for one row."""

from services.outcomes.domain.enrolment import Characteristics

TRAITS = Characteristics._fields

CELL = ("programme", "esf_area", "strand", "lot")
PROFILE = ("gender", "ethnicity", "condition", "qualification", "labour_market")
SITUATION = tuple(name for name in TRAITS if name not in PROFILE)
"""What enrolments share, each a table of its combinations: no more than a few thousand exist."""

INDICATORS = (
    *("own_confidence", "finding_support", "mental_wellbeing", "managing_condition", "maintaining_recovery"),
    *("labour_market_position", "physical_health", "communicating_with_employers"),
    *("communicating_with_institutions", "understanding_benefits", "communicating_with_jobcentre"),
    *("retaining_a_job", "progressing_in_a_job"),
)
"""The thirteen of form P4-1 (handbook 2). Their order is in the stored numbers: new ones go to the end."""

PACKS = {
    "first": INDICATORS[0:4],
    "second": INDICATORS[4:8],
    "third": INDICATORS[8:12],
    "fourth": INDICATORS[12:16],
}
"""Column → the indicators whose answers are in it."""
