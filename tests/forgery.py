"""Makes access tokens as an attacker would: any header, any claims, any key."""

import base64
import hashlib
import hmac
from datetime import datetime
from typing import Any

import orjson
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from jose import jwt

from app.access.demo import ALGORITHM, AUDIENCE, DemoIssuer
from app.settings import DEMO_ISSUER

Claims = dict[str, Any]


def good_claims(now: datetime, **changes: object) -> Claims:
    """Return the claims of a good token; a change to None leaves the claim out."""
    issued = int(now.timestamp())
    claims = {
        "iss": DEMO_ISSUER,
        "aud": AUDIENCE,
        "sub": "aandachtsfunctionaris.breda",
        "iat": issued,
        "exp": issued + 3600,
        **changes,
    }
    return {name: value for name, value in claims.items() if value is not None}


def signed(issuer: DemoIssuer, claims: Claims, **headers: object) -> str:
    """Sign any claims with the issuer's own key; a header that is None is left out."""
    kept = {name: value for name, value in {"kid": issuer.kid, **headers}.items() if value is not None}
    return jwt.encode(claims, issuer._key, ALGORITHM, headers=kept)


def signed_by(pem: str, algorithm: str, claims: Claims, **headers: object) -> str:
    """Sign with a key of one's own."""
    return jwt.encode(claims, pem, algorithm, headers=dict(headers))


def unsigned(claims: Claims, kid: str, algorithm: str = "none") -> str:
    """Write a token with an algorithm that asks for no signature."""
    return f"{_part({'alg': algorithm, 'kid': kid, 'typ': 'JWT'})}.{_part(claims)}."


def hmac_signed(claims: Claims, kid: str, secret: bytes, algorithm: str = "HS256") -> str:
    """Sign symmetrically, as in the confusion of a public key with a secret."""
    message = f"{_part({'alg': algorithm, 'kid': kid, 'typ': 'JWT'})}.{_part(claims)}"
    return f"{message}.{_base64(hmac.digest(secret, message.encode(), hashlib.sha256))}"


def public_pem(issuer: DemoIssuer) -> bytes:
    """Return the issuer's public key as everybody can have it."""
    pem: bytes = issuer._key.public_key().to_pem()
    return pem


def rsa_pem() -> str:
    """Make an RSA key of one's own."""
    return _pem(rsa.generate_private_key(public_exponent=65537, key_size=2048))


def ec_pem() -> str:
    """Make a P-256 key of one's own."""
    return _pem(ec.generate_private_key(ec.SECP256R1()))


def _pem(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) -> str:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()


def _part(content: object) -> str:
    return _base64(orjson.dumps(content))


def _base64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")
