"""The programmes, one folder each, and the one loader that every service reads them with."""

from shared.programmes.loader import ProgrammeInvalid, load_all, parse
from shared.programmes.model import Programme

__all__ = ["Programme", "ProgrammeInvalid", "load_all", "parse"]
