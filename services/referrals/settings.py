"""The settings of referrals: those that every service has."""

from shared.settings import ServiceSettings


class ReferralsSettings(ServiceSettings):
    pass
