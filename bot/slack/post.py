"""What the desk shows in Slack: blocks, and plain text beside them for notifications and screen readers."""

from dataclasses import dataclass
from typing import Any

Block = dict[str, Any]

TEXT = 4000
"""Characters of text beside blocks. https://docs.slack.dev/reference/methods/chat.postMessage#truncating"""


@dataclass(frozen=True, slots=True)
class Post:
    """One message, within Slack's limits; `text` alone says all that matters."""

    text: str
    blocks: tuple[Block, ...] = ()

    def answer(self) -> dict[str, Any]:
        """As arguments of chat.* methods, ack and respond."""
        text = self.text if len(self.text) <= TEXT else self.text[: TEXT - 1] + "…"
        return {"text": text, "blocks": list(self.blocks)} if self.blocks else {"text": text}
