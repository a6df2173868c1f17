"""The detailed ethnic groups of form P2.1, as the census in Wales asks, and the coarse answer that each one
gives."""

from typing import Final, Literal

from shared.contracts.vocabulary import Ethnicity

EthnicGroup = Literal[
    "white_welsh_english_scottish_northern_irish_or_british",
    "white_irish",
    "white_gypsy_or_irish_traveller",
    "white_roma",
    "white_other",
    "mixed_white_and_black_caribbean",
    "mixed_white_and_black_african",
    "mixed_white_and_asian",
    "mixed_other",
    "asian_indian",
    "asian_pakistani",
    "asian_bangladeshi",
    "asian_chinese",
    "asian_other",
    "black_african",
    "black_caribbean",
    "black_other",
    "arab",
    "other",
    "not_known",
]

_NOT_KNOWN: Final = "not_known"


def ethnicity_of(group: str) -> Ethnicity:
    """Return the coarse answer of ESF reporting that a group belongs to."""
    if group == _NOT_KNOWN:
        return Ethnicity.NOT_KNOWN
    return Ethnicity.WHITE if group.startswith("white_") else Ethnicity.BLACK_OR_MINORITY_ETHNIC
