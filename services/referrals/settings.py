"""The settings that the referrals service has besides: how webhooks are sent."""

from typing import Self, cast

from pydantic import PositiveFloat, PositiveInt, model_validator

from shared.service_context import ServiceContext
from shared.settings import ServiceSettings


class ReferralsSettings(ServiceSettings):
    """The settings of a process of this service."""

    webhook_timeout_seconds: PositiveFloat = 10
    """How long one attempt to deliver a webhook may take, from the look-up of the name to the status."""
    webhook_retry_seconds: tuple[PositiveFloat, ...] = (
        *(5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400),
    )
    """How long after each failed attempt the next one is; after the last of them the delivery is dead. These
    are those of Standard Webhooks: some three days in all."""
    webhook_secret_overlap_hours: PositiveFloat = 24
    """How long messages are signed with the secret before as well, once a secret was changed."""
    webhook_log_days: PositiveInt = 30
    """How long a delivery that waits no more stays in the log, and can be replayed."""
    webhook_local_port: int | None = None
    """In development: the one port of this machine to which webhooks may go, over http (`dolen listen`)."""

    @model_validator(mode="after")
    def _no_webhook_goes_to_this_machine(self) -> Self:
        if not self.in_development and self.webhook_local_port is not None:
            raise ValueError("DOLEN_WEBHOOK_LOCAL_PORT is for development")
        return self


def settings_of(context: ServiceContext) -> ReferralsSettings:
    """Return the settings of this service's process."""
    return cast(ReferralsSettings, context.settings)
