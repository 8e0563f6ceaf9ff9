"""What the engine tests share: an engine of the test, closed after it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from lazyheavy.engines import MiniRacerEngine

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def engine() -> Iterator[MiniRacerEngine]:
    """Give an engine without bundles."""
    with MiniRacerEngine() as made:
        yield made
