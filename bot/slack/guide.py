"""A page of the playbook, where the work happens."""

from bot.slack import blocks
from bot.slack.post import Block, Post
from bot.slack.text import escape, pieces
from bot.words import say
from claims.playbook import Page


def shown(page: Page) -> Post:
    """Everything on it: what to ask, what the customer is told, who decides, what it costs, the letters in both languages' own words."""
    facts = [(name, getattr(page, name)) for name in ("decides", "charge", "ends")]
    parts = [
        *(("questions", _list(page.questions)), ("evidence", _list(page.evidence)), ("customer", escape(page.customer))),
        *((name, escape(text)) for name, text in facts),
    ]
    told = [f"*{_label(page, name)}*\n{text}" for name, text in parts if text]
    head = f"*{escape(page.title)}* · {escape(page.version)}"
    drawn: list[Block] = [blocks.section(piece) for text in (head, *told) for piece in pieces(text, blocks.TEXT)]
    for each in page.letters:
        drawn += [blocks.section(f"*{_label(page, 'letter')}: {escape(each.name)}*"), blocks.quote(each.text)]
    return Post("\n".join([head, *told])[: blocks.TEXT], tuple(drawn[:50]))


def _label(page: Page, name: str) -> str:
    return say(page.language, f"slack.playbook.{name}")


def _list(lines: tuple[str, ...]) -> str:
    return "\n".join(f"• {escape(line)}" for line in lines)
