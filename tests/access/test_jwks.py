"""The keys of an identity provider: fetched when needed, not more often, and never more than is reasonable."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta

import httpx
import orjson
import pytest

from app.access.jwks import FRESH_SECONDS, MAX_JWKS_BYTES, MAX_KEYS, RETRY_SECONDS, RemoteKeys
from app.access.tokens import Identity, TokenVerifier, TrustedIssuer
from app.platform.problems import Unauthenticated, Unavailable
from tests.access.provider import Provider, serving
from tests.forgery import ec_pem, rsa_pem
from tests.world import StandingClock

A_MOMENT_LATER = timedelta(seconds=RETRY_SECONDS + 1)


@pytest.fixture(scope="module")
def pems() -> list[str]:
    return [rsa_pem(), rsa_pem()]


@pytest.fixture
def clock() -> StandingClock:
    return StandingClock()


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient() as opened:
        yield opened


@pytest.fixture
def provider(pems: list[str]) -> Iterator[Provider]:
    made = Provider("https://login.gemeente.example", "RS256")
    made.private["first"] = pems[0]
    with serving(made):
        yield made


@pytest.fixture
def verifier(provider: Provider, client: httpx.AsyncClient, clock: StandingClock) -> TokenVerifier:
    keys = RemoteKeys(provider.uri, client, clock)
    return TokenVerifier([TrustedIssuer(provider.name, "signaalbrug", provider.algorithm, keys)], clock)


async def test_keys_are_fetched_once_for_many_tokens(
    provider: Provider, verifier: TokenVerifier, clock: StandingClock
) -> None:
    tokens = [provider.token("first", clock.now(), jti=str(number)) for number in range(20)]
    identities = await asyncio.gather(*(verifier.verify(token) for token in tokens))
    assert set(identities) == {Identity("https://login.gemeente.example", "somebody")}
    assert provider.requests == 1


async def test_a_rotated_key_is_found_by_its_unknown_kid(
    provider: Provider, verifier: TokenVerifier, clock: StandingClock, pems: list[str]
) -> None:
    await verifier.verify(provider.token("first", clock.now()))
    clock.advance(A_MOMENT_LATER)
    provider.private = {"second": pems[1]}
    assert (await verifier.verify(provider.token("second", clock.now()))).subject == "somebody"
    provider.private["first"] = pems[0]
    with pytest.raises(Unauthenticated):
        await verifier.verify(provider.token("first", clock.now(), jti="new"))


async def test_unknown_kids_cannot_make_the_service_fetch_more_than_once_in_half_a_minute(
    provider: Provider, verifier: TokenVerifier, clock: StandingClock, pems: list[str]
) -> None:
    await verifier.verify(provider.token("first", clock.now()))
    provider.private["hidden"] = pems[1]
    tokens = [provider.token("hidden", clock.now(), jti=str(number)) for number in range(20)]
    del provider.private["hidden"]
    clock.advance(A_MOMENT_LATER)
    for _ in range(2):
        results = await asyncio.gather(*(verifier.verify(token) for token in tokens), return_exceptions=True)
        assert {type(result) for result in results} == {Unauthenticated}
    assert provider.requests == 2
    assert (await verifier.verify(provider.token("first", clock.now(), jti="new"))).subject == "somebody"


async def test_a_token_that_was_verified_is_worth_nothing_minutes_after_its_key_was_withdrawn(
    provider: Provider, verifier: TokenVerifier, clock: StandingClock, pems: list[str]
) -> None:
    token = provider.token("first", clock.now())
    await verifier.verify(token)
    provider.private = {"second": pems[1]}
    clock.advance(timedelta(minutes=5, seconds=1))
    with pytest.raises(Unauthenticated):
        await verifier.verify(token)


async def test_a_key_that_was_replaced_under_its_own_name_forgets_the_tokens_of_the_old_one(
    provider: Provider, verifier: TokenVerifier, clock: StandingClock, pems: list[str]
) -> None:
    token = provider.token("first", clock.now())
    await verifier.verify(token)
    provider.private = {"first": pems[1]}
    clock.advance(timedelta(minutes=5, seconds=1))
    with pytest.raises(Unauthenticated):
        await verifier.verify(token)


async def test_keys_are_fetched_anew_after_minutes_so_that_a_withdrawn_one_stops(
    provider: Provider, verifier: TokenVerifier, clock: StandingClock, pems: list[str]
) -> None:
    await verifier.verify(provider.token("first", clock.now()))
    token = provider.token("first", clock.now() + timedelta(seconds=FRESH_SECONDS))
    provider.private = {"second": pems[1]}
    clock.advance(timedelta(seconds=FRESH_SECONDS + 1))
    with pytest.raises(Unauthenticated):
        await verifier.verify(token)


@pytest.mark.parametrize(
    ("status", "content"),
    [
        (500, b""),
        (404, b"{}"),
        (302, b""),
        (200, b"no json"),
        (200, b"[]"),
        (200, b'{"keys": {}}'),
        (200, b'{"keys": [' + b",".join([b"{}"] * (MAX_KEYS + 1)) + b"]}"),
        (200, b" " * (MAX_JWKS_BYTES + 1)),
    ],
)
async def test_a_provider_that_fails_leaves_the_known_keys_in_use(
    provider: Provider, verifier: TokenVerifier, clock: StandingClock, status: int, content: bytes
) -> None:
    await verifier.verify(provider.token("first", clock.now()))
    provider.status, provider.content = status, content
    clock.advance(timedelta(seconds=FRESH_SECONDS + 1))
    assert (await verifier.verify(provider.token("first", clock.now()))).subject == "somebody"
    assert provider.requests == 2


async def test_without_any_keys_the_service_says_that_it_cannot_verify_and_recovers(
    provider: Provider, verifier: TokenVerifier, clock: StandingClock
) -> None:
    provider.status, provider.content = 503, b""
    with pytest.raises(Unavailable) as refusal:
        await verifier.verify(provider.token("first", clock.now()))
    assert refusal.value.headers["Retry-After"] == "30"
    provider.status, provider.content = 200, None
    clock.advance(A_MOMENT_LATER)
    assert (await verifier.verify(provider.token("first", clock.now()))).subject == "somebody"


async def test_a_clock_that_was_set_back_after_a_failure_holds_up_nobody(
    provider: Provider, verifier: TokenVerifier, clock: StandingClock
) -> None:
    right = clock.now()
    clock.advance(timedelta(days=365))
    provider.status, provider.content = 503, b""
    with pytest.raises(Unavailable):
        await verifier.verify(provider.token("first", clock.now()))
    provider.status, provider.content = 200, None
    clock.moment = right
    assert (await verifier.verify(provider.token("first", clock.now()))).subject == "somebody"
    assert provider.requests == 2


async def test_a_clock_that_was_set_back_keeps_no_withdrawn_key_in_use(
    provider: Provider, verifier: TokenVerifier, clock: StandingClock, pems: list[str]
) -> None:
    right = clock.now()
    clock.advance(timedelta(days=365))
    await verifier.verify(provider.token("first", clock.now()))
    clock.moment = right
    token = provider.token("first", clock.now())
    provider.private = {"second": pems[1]}
    with pytest.raises(Unauthenticated):
        await verifier.verify(token)


@pytest.mark.parametrize("changes", [{"use": "enc"}, {"kty": "oct"}, {"kid": 7}])
async def test_only_keys_that_sign_are_taken(
    provider: Provider, verifier: TokenVerifier, clock: StandingClock, changes: dict[str, object]
) -> None:
    token = provider.token("first", clock.now())
    provider.content = orjson.dumps({"keys": [provider.public("first", **changes)]})
    with pytest.raises(Unauthenticated):
        await verifier.verify(token)


async def test_each_issuer_speaks_only_with_its_own_keys_and_algorithm(
    provider: Provider, client: httpx.AsyncClient, clock: StandingClock
) -> None:
    police = Provider("https://login.politie.example", "ES256")
    police.private["p"] = ec_pem()
    with serving(police):
        verifier = TokenVerifier(
            [
                TrustedIssuer(one.name, "signaalbrug", one.algorithm, RemoteKeys(one.uri, client, clock))
                for one in (provider, police)
            ],
            clock,
        )
        assert (await verifier.verify(provider.token("first", clock.now()))).issuer == provider.name
        assert (await verifier.verify(police.token("p", clock.now()))).issuer == police.name
        for token in (
            provider.token("first", clock.now(), iss=police.name),
            police.token("p", clock.now(), iss=provider.name),
        ):
            with pytest.raises(Unauthenticated):
                await verifier.verify(token)
