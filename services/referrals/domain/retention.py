"""How long who was referred is kept once the referral came to nothing: a programme's setting, by status."""

from dataclasses import dataclass

from services.referrals.domain.referral import Status


@dataclass(frozen=True, slots=True)
class RetentionRule:
    """Referrals of a programme with a status go so many months after the day on which we were told of it."""

    programme: str
    status: Status
    months: int

    @property
    def code(self) -> str:
        """Name the rule, as reports do."""
        return f"{self.programme}/{self.status}-referral-{self.months}-months"
