"""The settings of employers: those that every service has."""

from shared.settings import ServiceSettings


class EmployersSettings(ServiceSettings):
    pass
