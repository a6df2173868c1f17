"""Access tokens that are not good, each at several addresses: all of them answered alike."""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key

from deploy.localrun.dev_token_issuer import AUDIENCE, ISSUER
from deploy.localrun.run_config import RunConfig
from shared.auth.service_tokens import ACCESS_TOKEN, key_id
from shared.auth.token_verifier import REQUIRED
from tests.verification.fuzz.case import Case, encoded
from tests.verification.fuzz.wire import Headers, Request
from tests.verification.fuzz.world import EVENT, World, somebody


class Forger:
    """Makes tokens that are wrong in one way, some of them with the platform's own key."""

    def __init__(self, run_config: RunConfig, world: World) -> None:
        self._key: Any = load_pem_private_key(run_config.keys.issuer.read_bytes(), password=None)
        self._world = world
        self.kid = key_id(self._key.public_key())
        self.public = self._key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)

    def claims(self, **differences: Any) -> dict[str, Any]:
        """A difference of `...` leaves a claim out."""
        now = int(time.time())
        said = {
            "iss": ISSUER, "aud": AUDIENCE, "sub": f"provider@{self._world.canaries.word()}", "iat": now - 5,
            "nbf": now - 5, "exp": now + 600, "jti": str(uuid4()), "role": "provider",
            "org": str(somebody("provider")), "lots": ["North Wales"], "purposes": ["support"],
        } | differences  # fmt: skip
        return {name: value for name, value in said.items() if value is not ...}

    def signed(
        self, claims: dict[str, Any], *, key: Any = None, algorithm: str = "ES256", **header: Any
    ) -> str:
        headers = {"kid": self.kid, "typ": ACCESS_TOKEN, **header}
        return jwt.encode(claims, key or self._key, algorithm=algorithm, headers=headers)

    def by_hand(self, header: dict[str, Any], claims: Any, secret: bytes | None = None) -> str:
        """Signed with a shared secret, or not at all."""
        signed = ".".join(_packed(json.dumps(part).encode()) for part in (header, claims))
        return f"{signed}.{_packed(hmac.digest(secret, signed.encode(), hashlib.sha256)) if secret else ''}"

    def bad(self) -> Iterator[tuple[str, str]]:
        """What is wrong, and the token."""
        yield from self._wrongly_said()
        yield from self._wrongly_signed()

    def _wrongly_said(self) -> Iterator[tuple[str, str]]:
        now, word = int(time.time()), self._world.canaries.word()
        for claim in REQUIRED:
            yield f"without {claim}", self.signed(self.claims(**{claim: ...}))
        for claim, values in {
            "exp": (now - 60, 0, -1, "tomorrow", None, [now + 60], now + 5 * 3600),
            "nbf": (now + 3600, 2**60, "now"),
            "iat": (now + 3600, "now"),
            "aud": ("another", ["another"], [], "", None, 7, f"{AUDIENCE} "),
            "iss": ("https://issuer.example", f"{ISSUER}/", "", ISSUER.upper(), 7, None, [ISSUER]),
            "org": (word, 7, "", None, [str(uuid4())], "x' OR '1'='1"),
            "role": ("system", "", 7, None, ["provider"], {"provider": True}),
            "lots": ("North Wales", {"North Wales": 1}, [7], [["Powys"]], [None], [""], 7, True, None),
            "purposes": ("support", [None], {"support": True}, [7], [""], 7, None),
            "sub": (7, "", None, ["a"]),
            "jti": (7,),
            "sid": (7, ["a"]),
            "person": (7, "", word + "@example.org", f"{word} Evans", ["a"], "a" * 65),
        }.items():  # fmt: skip
            for value in values:
                yield f"{claim} is {value!r}", self.by_own_key(self.claims(**{claim: value}))

    def by_own_key(self, claims: dict[str, Any]) -> str:
        """Signed rightly, whatever is said: the library would refuse to write some of it."""
        header = {"alg": "ES256", "typ": ACCESS_TOKEN, "kid": self.kid}
        signed = ".".join(_packed(json.dumps(part).encode()) for part in (header, claims))
        signature = jwt.algorithms.ECAlgorithm(jwt.algorithms.ECAlgorithm.SHA256).sign(
            signed.encode(), self._key
        )
        return f"{signed}.{_packed(signature)}"

    def _wrongly_signed(self) -> Iterator[tuple[str, str]]:
        claims, word = self.claims(), self._world.canaries.word()
        for algorithm in ("none", "None", "NONE", "nOnE", ""):
            yield f"alg {algorithm!r}", self.by_hand({"alg": algorithm, "kid": self.kid}, claims)
        for algorithm in ("HS256", "HS384", "ES256", "PS256"):
            header = {"alg": algorithm, "typ": ACCESS_TOKEN, "kid": self.kid}
            yield f"public key as secret, {algorithm}", self.by_hand(header, claims, self.public)
        yield "empty secret", self.by_hand({"alg": "HS256", "kid": self.kid}, claims, b"\x00")
        other = ec.generate_private_key(ec.SECP256R1())
        yield "another key, our key id", self.signed(claims, key=other)
        yield "another key, its key id", self.signed(claims, key=other, kid=key_id(other.public_key()))
        yield (
            "another curve",
            self.signed(claims, key=ec.generate_private_key(ec.SECP384R1()), algorithm="ES384"),
        )
        rsa_key = rsa.generate_private_key(65537, 2048)
        yield "RSA under our key id", self.signed(claims, key=rsa_key, algorithm="PS256")
        for kid in ("", word, "../keys/issuer.pem", "' OR 1=1", "0" * 16, "/dev/null"):
            yield f"kid {kid!r}", self.signed(claims, kid=kid)
        for kind in ("JWT", "", "id+jwt", None, 7, [ACCESS_TOKEN]):
            yield f"type {kind!r}", self.signed(claims, typ=kind)
        service = self._world.platform.token("service", somebody("provider"))["Authorization"]
        yield "a service's own", service.removeprefix("Bearer ")
        good = self.signed(claims)
        head, body, signature = good.split(".")
        wide = _packed(json.dumps(claims | {"org": str(somebody("other provider"))}).encode())
        yield "a changed claim", f"{head}.{wide}.{signature}"
        yield "no signature", f"{head}.{body}."
        yield "half a signature", f"{head}.{body}.{signature[:40]}"
        yield "a part too many", f"{good}.{signature}"
        yield "a part too few", f"{head}.{body}"
        yield "claims that are a list", self.by_hand({"alg": "ES256", "kid": self.kid}, [word], b"x")
        yield "a deep header", f"{_packed(b'[' * 5_000)}.{body}.{signature}"
        yield "a header that is no text", f"{_packed(bytes(range(128, 256)))}.{body}.{signature}"
        for junk in (
            word,
            ".",
            "..",
            "...",
            "a.b.c",
            "null",
            "undefined",
            f"{word}.{word}.{word}",
            "=" * 100,
        ):
            yield f"no token: {junk[:20]}", junk
        for extra in ({"crit": ["exp"]}, {"b64": False, "crit": ["b64"]}, {"zip": "DEF", "crit": ["zip"]}):
            yield f"header {extra}", self._with_header(claims, extra)

    def _with_header(self, claims: dict[str, Any], extra: dict[str, Any]) -> str:
        header = {"alg": "ES256", "typ": ACCESS_TOKEN, "kid": self.kid, **extra}
        return self.by_hand(header, claims, self.public)


def cases(world: World) -> Iterator[Case]:
    forger = Forger(world.platform.run_config, world)
    for what, token in forger.bad():
        for request in _requests(world, (("Authorization", f"Bearer {token}"),)):
            yield Case(f"token {what}: {request.method} {request.target!r}", request, 401, "invalid-token")
    good = world.lead["Authorization"]
    for what, headers in _ways_of_saying(good).items():
        for request in _requests(world, headers):
            yield Case(f"{what}: {request.method} {request.target!r}", request, 401, "invalid-token")


def _ways_of_saying(good: str) -> dict[str, Headers]:
    """A good token, said in a way that does not count."""
    token = good.removeprefix("Bearer ")
    return {
        "no header": (),
        "an empty header": (("Authorization", ""),),
        "no scheme": (("Authorization", token),),
        "no token": (("Authorization", "Bearer"),),
        "another scheme": (("Authorization", f"Basic {token}"),),
        "twice": (("Authorization", good), ("Authorization", good)),
        "two in one": (("Authorization", f"{good}, {good}"),),
        "not ASCII": (("Authorization", f"{good}é"),),
        "in a cookie": (("Cookie", f"token={token}"),),
        "under another name": (("X-Authorization", good),),
    }


def _requests(world: World, headers: Headers) -> tuple[Request, ...]:
    posted = (*headers, ("Content-Type", EVENT))
    return (
        Request("POST", "/v1/events", posted, encoded(world.event)),
        Request("GET", f"/v1/participants/{world.ids['person']}", headers),
        Request("GET", f"/v1/referrals?status={world.canaries.word()}", headers),
    )


def _packed(part: bytes) -> str:
    return base64.urlsafe_b64encode(part).rstrip(b"=").decode()
