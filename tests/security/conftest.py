"""A whole desk for every test."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.security.gate import Gate, opened


@pytest.fixture
async def gate(tmp_path: Path) -> AsyncIterator[Gate]:
    async with opened(tmp_path) as gate:
        yield gate
