"""What a message may consist of: text, blocks, metadata. https://docs.slack.dev/reference/methods/chat.postMessage#errors"""

import json
from typing import Any

from bot.sandbox.blocks import MESSAGE_CHARACTERS, characters, check_blocks
from bot.sandbox.refusals import Refusal

JSON = dict[str, Any]

TEXT_CHARACTERS = 4_000
"""Longer texts are refused or cut by Slack depending on the day: the workspace refuses them."""
METADATA_BYTES = 16_000


def decode(value: Any, error: str) -> Any:
    """A JSON argument, which a form brings as text. Raises Refusal `error`."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value) if value else None
    except ValueError:
        raise Refusal(error) from None


def check_content(args: JSON, *, whole: bool = True) -> tuple[str, list[JSON]]:
    """Text and blocks; `whole` False leaves out the limit over all blocks, which answers to commands and clicks do not have.

    Raises Refusal no_text, msg_too_long, msg_blocks_too_long, invalid_blocks_format, invalid_blocks.
    """
    text = args.get("text") or ""
    blocks = decode(args.get("blocks"), "invalid_blocks_format") or []
    if not isinstance(text, str) or not isinstance(blocks, list):
        raise Refusal("invalid_arguments" if isinstance(blocks, list) else "invalid_blocks_format")
    if not text.strip() and not blocks and not args.get("attachments"):
        raise Refusal("no_text")
    if len(text) > TEXT_CHARACTERS:
        raise Refusal("msg_too_long")
    lines = check_blocks(blocks, "message")
    if lines:
        raise Refusal("invalid_blocks", messages=lines)
    if whole and characters(blocks) > MESSAGE_CHARACTERS:
        raise Refusal("msg_blocks_too_long")
    return text, blocks


def check_metadata(value: Any) -> JSON | None:
    """{"event_type": text, "event_payload": object}. Raises Refusal invalid_metadata_format, metadata_too_large.

    https://docs.slack.dev/messaging/message-metadata
    """
    metadata = decode(value, "invalid_metadata_format")
    if not metadata:
        return None
    known = isinstance(metadata, dict) and metadata.keys() <= {"event_type", "event_payload", "entities"}
    if not known or not _is_event(metadata):
        raise Refusal("invalid_metadata_format")
    if len(json.dumps(metadata["event_payload"]).encode()) > METADATA_BYTES:
        raise Refusal("metadata_too_large")
    checked: JSON = metadata
    return checked


def _is_event(metadata: JSON) -> bool:
    kind = metadata.get("event_type")
    return isinstance(kind, str) and bool(kind) and len(kind) <= 255 and isinstance(metadata.get("event_payload"), dict)
