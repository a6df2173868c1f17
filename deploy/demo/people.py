"""Who each invented person is. None of it can be anybody's: NI numbers begin with QQ, which is never issued,
telephone numbers lie in the range Ofcom keeps for fiction, mail goes to example.org."""

import unicodedata
from collections.abc import Iterator, Sequence
from datetime import date
from random import Random

from deploy.demo import printed_tables, report_text, towns
from deploy.demo.oows import EsfArea, Lot, Strand
from deploy.demo.person import Body, DemoPerson, plus
from deploy.demo.random_source import random_source, some
from shared.contracts.vocabulary import Gender

_ELSEWHERE = 12
"""So many people gave a post code of another lot: one of the slips handbook 3 lists."""

_INWARD = "ABDEFGHJLNPQRSTUWXYZ"  # the letters that Royal Mail uses in the second half of a post code


class IdentityGenerator:
    """Makes people up, no two with the same NI number."""

    def __init__(self, seed: int, at_most: int) -> None:
        self._rng = random_source(seed, "people")
        self._numbers = self._ni_numbers(at_most)

    def identity(self, gender: str, born: date, authority: str) -> Body:
        rng = self._rng
        first = printed_tables.names("female" if gender == Gender.FEMALE else "male")
        given, family = rng.choice(first), rng.choice(printed_tables.names("family"))
        town, district = rng.choice(towns.TOWNS[authority])
        identity: Body = {
            "given_name": given,
            "family_name": family,
            "date_of_birth": born.isoformat(),
            "address": [f"{rng.randint(1, 120)} {rng.choice(printed_tables.names('street'))}", town],
            "postcode": postcode(district, rng),
            "language": "cy" if rng.random() < 0.12 else "en",
        }
        if rng.random() < 0.93:
            identity["national_insurance_number"] = next(self._numbers)
        if rng.random() < 0.9:
            identity["phone"] = f"07700 900{rng.randint(0, 999):03d}"
        if rng.random() < 0.5:
            identity["email"] = f"{_plain(given)}.{_plain(family)}{rng.randint(1, 99)}@example.org"
        return identity

    def _ni_numbers(self, at_most: int) -> Iterator[str]:
        for number in self._rng.sample(range(4_000_000), at_most):
            yield f"QQ{number // 4:06d}{'ABCD'[number % 4]}"


def assign_identities(people: Sequence[DemoPerson], identities: IdentityGenerator, seed: int) -> None:
    """Give everybody a home in their part of their lot, an age that fits their strand, and a name."""
    rng = random_source(seed, "homes")
    homes: dict[tuple[Lot, EsfArea], list[str]] = {}
    for authority in printed_tables.authorities(report_text.ENDS):
        homes.setdefault((authority.lot, authority.esf_area), []).append(authority.code)
    for person in people:
        person.local_authority = rng.choice(homes[person.lot, person.esf_area])
        born = birthday(person.strand, person.registered_on, rng)
        person.identity = identities.identity(person.traits["gender"], born, person.local_authority)
    lots = {authority.code: authority.lot for authority in printed_tables.authorities(report_text.ENDS)}
    for person in some(
        rng, [person for person in people if person.counted], _ELSEWHERE, "post codes of another lot"
    ):
        other = rng.choice([code for code in towns.TOWNS if lots[code] != person.lot])
        person.identity["postcode"] = postcode(towns.TOWNS[other][0][1], rng)


def birthday(strand: Strand, on: date, rng: Random) -> date:
    """A date of birth that puts the person into the strand on that day: 16 to 24, or 25 to 64."""
    youngest, oldest = (16, 24) if strand is Strand.YOUNG else (25, 64)
    age = (
        min(rng.randint(youngest, oldest), rng.randint(youngest, oldest))
        if youngest == 25
        else rng.randint(16, 24)
    )
    # The last birthday lies within the year, on a day that exists in every year.
    last = plus(on, -rng.randrange(360))
    return date(last.year - age, last.month, min(last.day, 28))


def postcode(district: str, rng: Random) -> str:
    return f"{district} {rng.randint(1, 9)}{rng.choice(_INWARD)}{rng.choice(_INWARD)}"


def _plain(name: str) -> str:
    """A name as it stands in a mail address: without accents, apostrophes and capitals."""
    letters = unicodedata.normalize("NFKD", name)
    return "".join(letter for letter in letters.lower() if "a" <= letter <= "z")
