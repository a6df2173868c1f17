"""A certificate authority for the servers of one installation: who trusts it trusts them and nobody else."""

from datetime import datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

LASTS: Final = timedelta(days=365)
"""How long the certificates are good: they are made anew, all at once, within the year."""


class Authority:
    """An authority whose certificate is `<folder>/ca.crt`. Its private key is not kept: servers that come
    later get a new authority, and certificates of it for all."""

    def __init__(self, folder: Path, at: datetime) -> None:
        self._folder, self._at = folder, at
        self._name = _named("Dolen servers")
        self._key = ec.generate_private_key(ec.SECP256R1())
        self.ca = folder / "ca.crt"
        made = self._begun(self._name, self._key).add_extension(
            x509.BasicConstraints(ca=True, path_length=0), critical=True
        )
        self.ca.write_bytes(_pem(made.sign(self._key, hashes.SHA256())))

    def certify(self, name: str, host: str) -> tuple[Path, Path]:
        """Write `<name>.key` and `<name>.crt` for the server that is reached at `host`, an address or a name,
        and return both files. The server may use them to say who it is to another one as well."""
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = (
            self._begun(_named(name), key)
            .add_extension(x509.SubjectAlternativeName([_at(host)]), critical=False)
            .add_extension(
                x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH]),
                critical=False,
            )
            .sign(self._key, hashes.SHA256())
        )
        files = self._folder / f"{name}.key", self._folder / f"{name}.crt"
        files[0].touch(mode=0o600)
        files[0].write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        )
        files[1].write_bytes(_pem(certificate))
        return files

    def _begun(self, subject: x509.Name, key: ec.EllipticCurvePrivateKey) -> x509.CertificateBuilder:
        return x509.CertificateBuilder(
            issuer_name=self._name,
            subject_name=subject,
            public_key=key.public_key(),
            serial_number=x509.random_serial_number(),
            not_valid_before=self._at,
            not_valid_after=self._at + LASTS,
        )


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _at(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(host))
    except ValueError:
        return x509.DNSName(host)


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)
