"""What differs between deployments of outcomes: nothing beyond what every service has."""

from shared.settings import ServiceSettings


class OutcomesSettings(ServiceSettings):
    pass
