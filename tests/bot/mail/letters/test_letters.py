"""Every letter as the customer reads it, held against what was written for it by hand and eye."""

from pathlib import Path

import pytest

from claims.letter import Letter
from tests.bot.mail.letters.office import Office
from tests.bot.mail.letters.scenes import SCENES

WRITTEN = Path(__file__).parent / "written"


def as_read(letter: Letter) -> str:
    """The headers a reader sees, then the text."""
    head = [f"From: {letter.sender_name} <{letter.sender}>", f"To: {', '.join(letter.to)}", f"Subject: {letter.subject}"]
    if letter.automatic:
        head.append(f"Auto-Submitted: {letter.automatic}")
    return "\n".join([*head, "", letter.text])


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("scene", SCENES)
async def test_reads_as_written(office: Office, scene: str, language: str) -> None:
    letter = await SCENES[scene](office, language)
    assert as_read(letter) == (WRITTEN / language / f"{scene}.txt").read_text("utf-8")
