"""The rows of the outcomes database: the one description from which statements over sets are generated."""

from services.outcomes.tables.case_files import (
    AchievementRow,
    ClaimRow,
    FindingRow,
    FirstAnswerRow,
    ParticipantLockRow,
    PendingFactRow,
    RecordRow,
)
from services.outcomes.tables.counted import (
    CellRow,
    Combination,
    EnrolmentChangeRow,
    EnrolmentRow,
    ProfileRow,
    SituationRow,
    SoftOutcomeChangeRow,
    SoftOutcomeRow,
)
from services.outcomes.tables.holds import HOLDS
from services.outcomes.tables.support import (
    CourseRow,
    RecentUseRow,
    SupportRow,
    WheelRow,
)

__all__ = [
    "HOLDS",
    "AchievementRow",
    "CellRow",
    "ClaimRow",
    "Combination",
    "CourseRow",
    "EnrolmentChangeRow",
    "EnrolmentRow",
    "FindingRow",
    "FirstAnswerRow",
    "ParticipantLockRow",
    "PendingFactRow",
    "ProfileRow",
    "RecentUseRow",
    "RecordRow",
    "SituationRow",
    "SoftOutcomeChangeRow",
    "SoftOutcomeRow",
    "SupportRow",
    "WheelRow",
]
