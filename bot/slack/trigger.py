"""What one slash command, press or submission is known by, so that a request sent again does nothing a second time."""

from collections.abc import Mapping
from typing import Any


def trigger(body: Mapping[str, Any]) -> str | None:
    """A name of its own for each thing that a person did, beside the ids of events.

    A signed request stays valid for five minutes to whoever got hold of it; its trigger is never given out twice.
    https://docs.slack.dev/interactivity/handling-user-interaction
    """
    found = body.get("trigger_id")
    return f"trigger:{found}" if found else None
