"""What differs between deployments of participants: nothing beyond what every service has."""

from shared.settings import ServiceSettings


class ParticipantsSettings(ServiceSettings):
    pass
