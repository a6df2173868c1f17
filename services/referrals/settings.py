"""What differs between deployments of referrals: nothing beyond what every service has."""

from shared.settings import ServiceSettings


class ReferralsSettings(ServiceSettings):
    pass
