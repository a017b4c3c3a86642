"""A token that proves nothing opens nothing, and what came with it is not stored."""

import base64
from collections.abc import Callable
from datetime import timedelta

import pytest

from app.access import tokens
from app.access.tokens import MAX_LIFETIME_SECONDS, MAX_TOKEN_LENGTH
from tests.bodies import victim_signal
from tests.forgery import (
    ec_pem,
    good_claims,
    hmac_signed,
    public_pem,
    rsa_pem,
    signed,
    signed_by,
    unsigned,
)
from tests.world import NOW, World

HOUR = 3600
AT = int(NOW.timestamp())

WRONG_CLAIMS: dict[str, dict[str, object]] = {
    "no exp": {"exp": None},
    "no iat": {"iat": None},
    "no iss": {"iss": None},
    "no aud": {"aud": None},
    "no sub": {"sub": None},
    "expired this very second": {"iat": AT - HOUR, "exp": AT},
    "issued in the future": {"iat": AT + 120, "exp": AT + HOUR},
    "not valid yet": {"nbf": AT + 120},
    "lives longer than six hours": {"exp": AT + MAX_LIFETIME_SECONDS + 1},
    "expires before it was issued": {"iat": AT + 20, "exp": AT + 10},
    "expiry as text": {"exp": str(AT + HOUR)},
    "expiry as a boolean": {"exp": True},
    "expiry infinitely far": {"exp": float("1e400")},
    "another audience": {"aud": "another-service"},
    "audience of a list without us": {"aud": ["another-service"]},
    "unknown issuer": {"iss": "https://login.example"},
    "issuer with a slash more": {"iss": "https://demo.signaalbrug.invalid/"},
    "empty subject": {"sub": ""},
    "subject as a number": {"sub": 7},
    "subject of 256 characters": {"sub": "s" * 256},
    "subject with a NUL": {"sub": "aandachtsfunctionaris.breda\0"},
}

WRONG_HEADERS: dict[str, dict[str, object]] = {
    "no kid": {"kid": None},
    "another kid": {"kid": "another"},
    "empty kid": {"kid": ""},
    "a kid that is a list": {"kid": ["one"]},
    "a key of its own": {"jwk": {"kty": "RSA"}},
    "a place to fetch keys": {"jku": "https://attacker.example/jwks"},
    "a certificate": {"x5c": ["MIIB"]},
    "a critical extension": {"crit": ["exp"]},
    "an unencoded payload": {"b64": False},
}

FORGERIES: dict[str, Callable[[World], str]] = {
    "algorithm none": lambda w: unsigned(good_claims(NOW), w.issuer.kid),
    "algorithm None, spelt otherwise": lambda w: unsigned(good_claims(NOW), w.issuer.kid, "nOnE"),
    "HS256 with the public key as its secret": lambda w: hmac_signed(
        good_claims(NOW), w.issuer.kid, public_pem(w.issuer)
    ),
    "HS256 that says RS256": lambda w: hmac_signed(good_claims(NOW), w.issuer.kid, public_pem(w.issuer), "RS256"),
    "signed by a key of somebody else": lambda w: signed_by(rsa_pem(), "RS256", good_claims(NOW), kid=w.issuer.kid),
    "an algorithm of the family that is not the issuer's": lambda w: signed_by(
        w.issuer._key.to_pem().decode(), "RS512", good_claims(NOW), kid=w.issuer.kid
    ),
    "ES256 under the RSA key's kid": lambda w: signed_by(ec_pem(), "ES256", good_claims(NOW), kid=w.issuer.kid),
    "a changed subject": lambda w: _with_other_claims(w, sub="zorgcoordinator.de-baronie"),
    "a signature cut off": lambda w: w.token("aandachtsfunctionaris.breda")[:-20],
    "no signature": lambda w: w.token("aandachtsfunctionaris.breda").rsplit(".", 1)[0] + ".",
    "two parts": lambda w: w.token("aandachtsfunctionaris.breda").rsplit(".", 1)[0],
    "four parts": lambda w: w.token("aandachtsfunctionaris.breda") + ".e30",
    "no base64": lambda _: "%%%.%%%.%%%",
    "claims that are a list": lambda _: "e30.W10.x",
    "claims of endless depth": lambda _: "e30." + base64.urlsafe_b64encode(b"[" * 3000).decode() + ".x",
    "longer than any token": lambda w: signed(w.issuer, good_claims(NOW, note="x" * MAX_TOKEN_LENGTH)),
}


def _with_other_claims(world: World, **changes: object) -> str:
    header, _, signature = world.token("aandachtsfunctionaris.breda").split(".")
    other = signed(world.issuer, good_claims(NOW, **changes)).split(".")[1]
    return f"{header}.{other}.{signature}"


async def _refused(world: World, authorization: str | None) -> None:
    headers = {} if authorization is None else {"Authorization": authorization}
    answer = await world.http.post("/v1/signals", json=victim_signal(), headers=headers)
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Bearer")
    assert answer.headers["content-type"] == "application/problem+json"
    document = answer.json()
    assert document["type"] == "urn:signaalbrug:problem:unauthenticated"
    assert document["detail"] == "Send a valid access token in the Authorization header as a bearer token."
    assert await world.count("signals") == 0
    assert await world.count("events") == 0


async def test_a_good_token_opens_what_the_appointment_gives(world: World) -> None:
    token = signed(world.issuer, good_claims(NOW, nbf=AT, jti="one", scope="anything"), typ="at+jwt")
    answer = await world.http.post("/v1/signals", json=victim_signal(), headers={"Authorization": f"bearer {token}"})
    assert answer.status_code == 201
    assert await world.count("signals") == 1


@pytest.mark.parametrize("fault", WRONG_CLAIMS)
async def test_wrong_claims_prove_nothing(shared_world: World, fault: str) -> None:
    await _refused(shared_world, f"Bearer {signed(shared_world.issuer, good_claims(NOW, **WRONG_CLAIMS[fault]))}")


@pytest.mark.parametrize("fault", WRONG_HEADERS)
async def test_wrong_headers_prove_nothing(shared_world: World, fault: str) -> None:
    await _refused(shared_world, f"Bearer {signed(shared_world.issuer, good_claims(NOW), **WRONG_HEADERS[fault])}")


@pytest.mark.parametrize("fault", FORGERIES)
async def test_a_forged_token_proves_nothing(shared_world: World, fault: str) -> None:
    await _refused(shared_world, f"Bearer {FORGERIES[fault](shared_world)}")


@pytest.mark.parametrize("authorization", [None, "", "Bearer", "Bearer  ", "Basic YTpi", "Bearer a b", "tokentoken"])
async def test_no_token_opens_nothing(shared_world: World, authorization: str | None) -> None:
    await _refused(shared_world, authorization)


async def test_a_token_in_the_address_opens_nothing(shared_world: World) -> None:
    token = shared_world.token("aandachtsfunctionaris.breda")
    answer = await shared_world.http.get("/v1/me", params={"access_token": token})
    assert answer.status_code == 401


async def test_a_remembered_token_is_refused_from_the_second_it_expires(world: World) -> None:
    token = signed(world.issuer, good_claims(NOW))
    headers = {"Authorization": f"Bearer {token}"}
    assert (await world.http.get("/v1/me", headers=headers)).status_code == 200
    world.clock.advance(timedelta(seconds=HOUR - 1))
    assert (await world.http.get("/v1/me", headers=headers)).status_code == 200
    world.clock.advance(timedelta(seconds=1))
    assert (await world.http.get("/v1/me", headers=headers)).status_code == 401


async def test_the_verifier_remembers_a_bounded_number_of_tokens(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tokens, "CACHED_TOKENS", 3)
    for number in range(8):
        await world.components.verifier.verify(signed(world.issuer, good_claims(NOW, jti=str(number))))
    assert len(world.components.verifier._verified) == 3
