"""What routes take from the application: the cursors of lists, and the keys of words that are of no side."""

from typing import Annotated

from fastapi import Depends, Request

from app.platform.crypto import WrappingKeys
from app.platform.pagination import Cursors


async def _cursors(request: Request) -> Cursors:
    cursors: Cursors = request.app.state.cursors
    return cursors


async def _process_keys(request: Request) -> WrappingKeys:
    keys: WrappingKeys = request.app.state.process_keys
    return keys


CursorSealer = Annotated[Cursors, Depends(_cursors)]
"""What seals and opens the cursors of lists."""
ProcessKeys = Annotated[WrappingKeys, Depends(_process_keys)]
"""The keys of words that belong to no side of the wall."""
