"""What differs between deployments of employers: nothing beyond what every service has."""

from shared.settings import ServiceSettings


class EmployersSettings(ServiceSettings):
    pass
