"""Between Slack's markup and plain words. https://docs.slack.dev/messaging/formatting-message-text"""

import re
from collections.abc import Mapping

_ANGLE = re.compile(r"<([@#!]?)([^<>|]*)(?:\|([^<>]*))?>")
_EMOJI = re.compile(r"(?<![\w:]):([a-z0-9_+'-]*[a-z+][a-z0-9_+'-]*):(?::skin-tone-\d:)?(?![\w:])")
_MENTION = re.compile(r"<@([A-Z0-9]+)(?:\|[^<>]*)?>")
_COMMON = {
    "+1": "👍", "thumbsup": "👍", "-1": "👎", "pray": "🙏", "smile": "😄", "slightly_smiling_face": "🙂", "grinning": "😀", "joy": "😂",
    "wink": "😉", "blush": "😊", "heart": "❤️", "tada": "🎉", "eyes": "👀", "wave": "👋", "clap": "👏", "ok_hand": "👌", "muscle": "💪",
    "fire": "🔥", "bulb": "💡", "warning": "⚠️", "white_check_mark": "✅", "heavy_check_mark": "✔️", "x": "❌", "question": "❓",
    "exclamation": "❗", "thinking_face": "🤔", "sob": "😭", "cry": "😢", "sweat_smile": "😅", "point_right": "👉", "rocket": "🚀",
    "bug": "🐛", "memo": "📝", "paperclip": "📎", "email": "✉️", "phone": "☎️", "hourglass": "⌛", "100": "💯",
}  # fmt: skip


def escape(text: str) -> str:
    """Plain words as mrkdwn that shows just them: no mention, no link, no command of Slack's."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def escaped(text: str, most: int) -> str:
    """Words in one line, escaped, at most `most` characters long with what escaping adds."""
    line = one_line(text, most)
    while len(escape(line)) > most:
        line = shorten(line, min(len(line) - 1, most * len(line) // len(escape(line))))
    return escape(line)


def unescape(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def mentioned(text: str) -> tuple[str, ...]:
    """The ids of the people a message names, each once."""
    return tuple(dict.fromkeys(_MENTION.findall(text)))


def words(text: str, names: Mapping[str, str] | None = None) -> str:
    """What a person typed as plain words; `names`: people's names by id, for mentions that carry none."""
    known = names or {}
    return unescape(pictures(_ANGLE.sub(lambda found: _spoken(found, known), text)))


def _spoken(found: re.Match[str], names: Mapping[str, str]) -> str:
    kind, target, label = found[1], found[2], found[3]
    if kind == "@":
        return "@" + (names.get(target) or label or target)
    if kind == "#":
        return "#" + (label or target)
    if kind == "!":
        return label or "@" + target.partition("^")[0]
    address = target.removeprefix("mailto:")
    return address if label in (None, "", target, address) or target.endswith(f"//{label}") else f"{label} ({address})"


def _picture(found: re.Match[str]) -> str:
    return _COMMON.get(found[1], found[1].replace("_", " "))


def pictures(text: str) -> str:
    """Emoji typed by name as pictures, or as words where there is none at hand."""
    return _EMOJI.sub(_picture, text)


def one_line(text: str, most: int) -> str:
    """The words in one line of at most `most` characters."""
    return shorten(" ".join(text.split()), most)


def shorten(text: str, most: int) -> str:
    """At most `most` characters; what was cut shows as an ellipsis."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def cut(text: str, characters: int, lines: int) -> tuple[str, int]:
    """The beginning of `text`, whole lines where possible, and how many lines are left out."""
    kept: list[str] = []
    given = text.strip().splitlines()
    for line in given:
        if len(kept) >= lines or sum(map(len, kept)) + len(kept) + len(line) > characters:
            break
        kept.append(line)
    if given and not kept:
        return shorten(given[0], characters), len(given)
    return "\n".join(kept), len(given) - len(kept)


def pieces(text: str, most: int) -> list[str]:
    """`text` in pieces of at most `most` characters, broken at line ends where possible."""
    found: list[str] = []
    while len(text) > most:
        at = text.rfind("\n", 1, most + 1)
        at = at if at > 0 else most
        found.append(text[:at])
        text = text[at:].removeprefix("\n")
    return [*found, text] if text else found


def size(count: int) -> str:
    """Bytes as people say them."""
    return f"{count / 1024 / 1024:.1f} MB" if count >= 1024 * 1024 else f"{max(1, round(count / 1024))} KB"
