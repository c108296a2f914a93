"""Quotes and statements as PDF: one font with Hangul inside, and for the same figures the same bytes."""

import io
import struct
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import structlog

from bot.words import say
from bot.words.times import date_line, money, on, worked
from claims.feerules import Supplier
from claims.hangul import spelled
from claims.money import Sum
from claims.quotes import Quote
from claims.statements import LineKind, StatementLine, supply
from commands.bill import Statement
from commands.invoice import Month, Payer, Stated
from commands.priced import Priced

PNG, SEAL = b"\x89PNG\r\n\x1a\n", 1_000_000
"""How a seal begins, and how many bytes it may have."""
FONT, BOLD = "NanumGothic", "NanumGothicBold"
Rows = Sequence[tuple[str, ...]]
Say = Callable[..., str]


@dataclass(frozen=True, slots=True)
class Paper:
    """`facts` and `sums`: (label, value); `lines`: (what, amount); `written`: the sum in words, "" in English; `notes`: paragraphs;
    `seal`: a PNG."""

    title: str
    facts: Rows
    head: tuple[str, str]
    lines: Rows
    sums: Rows
    written: str
    notes: tuple[str, ...]
    seal: bytes = b""


def quote_paper(found: Priced, quote: Quote, supplier: Supplier, language: str, zone: str) -> Paper:
    """견적서."""
    offer, t = quote.offer, _say(language)
    until = date_line(quote.valid_until, language, zone) if quote.valid_until else ""
    about = (*_head(found, quote.number, quote.sent_at or quote.created_at, language, zone), (t("until"), until))
    work = t("estimate", time=worked(offer.estimate, language), rate=money(offer.card.rate, offer.currency, language))
    notes = [t("excluded", text=offer.excluded)] if offer.excluded else []
    notes += [
        t("fixed") if offer.fixed else t("counted", unit=offer.card.unit, minimum=offer.card.minimum),
        t("cap"),
        t("digest", digest=quote.digest),
    ]
    return Paper(
        t("quote"),
        (*about, *_parties(found, supplier, t)),
        (t("scope"), t("amount")),
        ((f"{offer.scope}\n{work}", money(offer.cap, offer.currency, language)),),
        _sums(offer.sum, offer.currency, language, t),
        _written(offer.sum, offer.currency, language, t),
        tuple(notes),
        sealed(supplier),
    )


def statement_paper(found: Priced, statement: Statement, supplier: Supplier, language: str, zone: str) -> Paper:
    """거래명세서, with every credit so far."""
    t = _say(language)
    about = _head(found, statement.number, statement.issued_at, language, zone)
    spent = t("spent", raw=worked(statement.raw, language), covered=worked(statement.covered, language))
    until = t("dispute", until=date_line(statement.dispute_until, language, zone))
    return Paper(
        t("statement"),
        (*about, *_parties(found, supplier, t)),
        (t("scope"), t("amount")),
        tuple((_line(each, statement, language, t), money(each.amount, statement.currency, language)) for each in statement.lines),
        _sums(statement.sum, statement.currency, language, t),
        _written(statement.sum, statement.currency, language, t),
        (spent, until),
        sealed(supplier),
    )


def month_paper(found: Month, supplier: Supplier, language: str, today: date) -> Paper:
    """A month's statements on one paper, claim by claim: VAT once, months never mixed. One that is not over has no seal."""
    t, currency = _say(language), found.currency
    name = found.payer.legal_name if found.payer else found.organisation.name
    about = ((t("month"), t("of_month", year=found.month[:4], month=int(found.month[5:]))), (t("date"), on(found.written_on, language)))
    rows = [(_part(each, language, t), money(supply(each.statement.lines), currency, language)) for each in found.stated]
    rows += [(t("contract", days=fee.days, of=fee.of_days), money(fee.amount, currency, language)) for fee in found.fees]
    over = found.written_on < today
    free = (t("vat_reason", reason=found.vat.reason),) if found.vat.reason else ()
    return Paper(
        t("statement"),
        (*about, *_named(name, found.payer, supplier, t)),
        (t("scope"), t("amount")),
        tuple(rows),
        _sums(found.sum, currency, language, t),
        _written(found.sum, currency, language, t),
        (*free, *(() if over else (t("running"),)), t("by_claim")),
        sealed(supplier) if over else b"",
    )


def _part(each: Stated, language: str, t: Say) -> str:
    """A claim's lines, with what was rounded, covered and capped."""
    statement = each.statement
    spent = t("spent", raw=worked(statement.raw, language), covered=worked(statement.covered, language))
    lines = (f"{_line(line, statement, language, t)}: {money(line.amount, statement.currency, language)}" for line in statement.lines)
    return "\n".join((f"{each.claim.number} {each.claim.subject}", f"{statement.number} · {spent}", *lines))


def sealed(supplier: Supplier) -> bytes:
    """The seal; nothing where none is named or it cannot be read, which `claimdesk check` tells."""
    try:
        content = Path(supplier.seal).read_bytes() if supplier.seal else b""
    except OSError:
        return b""
    if not content or is_seal(content):
        return content
    structlog.get_logger().warning("seal left out", place=supplier.seal)
    return b""


def is_seal(content: bytes) -> bool:
    """Whether it is a PNG that can be drawn."""
    from PIL import Image

    if not content.startswith(PNG) or len(content) > SEAL:
        return False
    try:
        with Image.open(io.BytesIO(content), formats=["PNG"]) as image:
            image.load()
    except (OSError, SyntaxError, ValueError, EOFError, struct.error, zlib.error, Image.DecompressionBombError):
        return False
    return True


def drawn(paper: Paper) -> bytes:
    """The PDF. It takes a tenth of a second: not for the event loop."""
    from reportlab.lib.pagesizes import A4
    from reportlab.platypus import SimpleDocTemplate

    _fonts()
    out = io.BytesIO()
    document = SimpleDocTemplate(out, pagesize=A4, title=paper.title, author="", invariant=1, leftMargin=54, rightMargin=54)
    document.build(list(_story(paper)))
    return out.getvalue()


def _story(paper: Paper) -> Iterator[Any]:
    from reportlab.platypus import Paragraph, Spacer

    yield Paragraph(escape(paper.title), _style(BOLD, 20, alignment=1, spaceAfter=24))
    yield _table(paper.facts, (110, 377), seal=paper.seal)
    yield Spacer(1, 16)
    if paper.written:
        yield Paragraph(escape(paper.written), _style(BOLD, 12, spaceAfter=12))
    yield _table((paper.head, *paper.lines), (367, 120), head=True)
    yield Spacer(1, 10)
    yield _table(paper.sums, (367, 120))
    yield Spacer(1, 14)
    for note in paper.notes:
        yield Paragraph(_marked(note), _style(FONT, 8.5, textColor="#4a545b", spaceAfter=4))


def _table(rows: Rows, widths: tuple[int, int], *, head: bool = False, seal: bytes = b"") -> Any:
    """`seal` stands beside what is in the last row, which is the supplier's."""
    from reportlab.platypus import Paragraph, Table

    plain, right = _style(FONT, 9.5), _style(FONT, 9.5, alignment=2 if widths[1] < widths[0] else 0)
    cells = [[Paragraph(_marked(left), plain), Paragraph(_marked(value), right)] for left, value in rows]
    if seal and cells:
        cells[-1][1] = _beside(cells[-1][1], seal, widths[1])
    ruled: list[tuple[Any, ...]] = [("LINEBELOW", (0, 0), (-1, -1), 0.4, "#c3ccd2"), ("VALIGN", (0, 0), (-1, -1), "TOP")]
    return Table(cells, colWidths=widths, style=[*ruled, *([("BACKGROUND", (0, 0), (-1, 0), "#eef2f4")] if head else [])], splitInRow=1)


def _beside(words: Any, seal: bytes, width: int) -> Any:
    from reportlab.platypus import Image, Table

    plain = [("LEFTPADDING", (0, 0), (0, 0), 0), ("VALIGN", (0, 0), (-1, -1), "TOP"), ("TOPPADDING", (0, 0), (-1, -1), 0)]
    image = Image(io.BytesIO(seal), width=54, height=54, kind="proportional", mask="auto")
    return Table([[words, image]], colWidths=(width - 78, 66), style=plain)


def _marked(text: str) -> str:
    return escape(text).replace("\n", "<br/>")


def _style(font: str, size: float, **more: Any) -> Any:
    from reportlab.lib.styles import ParagraphStyle

    return ParagraphStyle(f"{font}-{size}", fontName=font, fontSize=size, leading=size * 1.5, wordWrap="CJK", **more)


@cache
def _fonts() -> None:
    """Read once; what a paper uses of it goes into the paper."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    spec = find_spec("koreanize_matplotlib")
    assert spec is not None, "locked"
    assert spec.origin is not None, "a package with files"
    for name in (FONT, BOLD):
        pdfmetrics.registerFont(TTFont(name, str(Path(spec.origin).parent / "fonts" / f"{name}.ttf")))


def _say(language: str) -> Say:
    return lambda key, **values: say(language, f"papers.{key}", **values)


def _head(found: Priced, number: str, at: datetime, language: str, zone: str) -> Rows:
    t, claim = _say(language), found.view.claim
    return ((t("number"), number), (t("date"), date_line(at, language, zone)), (t("claim"), f"{claim.number}\n{claim.subject}"))


def _parties(found: Priced, supplier: Supplier, t: Say) -> Rows:
    organisation, payer = found.view.organisation, found.payer
    name = payer.legal_name if payer else organisation.name if organisation else found.view.contact.name
    return _named(name, payer, supplier, t)


def _named(name: str, payer: Payer | None, supplier: Supplier, t: Say) -> Rows:
    theirs = (name, *((payer.business_number, payer.representative, payer.address) if payer else ()))
    ours = (supplier.name, supplier.business_number, supplier.representative, supplier.address)
    told = partial(_party, t)
    return tuple((t(key), told(values)) for key, values in (("customer", theirs), ("supplier", ours)) if any(values))


def _party(t: Say, values: Sequence[str]) -> str:
    labels = ("", t("business_number"), t("representative"), t("address"))
    return "\n".join(f"{label}: {value}" if label else value for label, value in zip(labels, values, strict=False) if value)


def _sums(total: Sum, currency: str, language: str, t: Say) -> Rows:
    return tuple(
        (t(key), money(amount, currency, language))
        for key, amount in (("supply", total.supply), ("vat", total.vat), ("total", total.total))
    )


def _written(total: Sum, currency: str, language: str, t: Say) -> str:
    return (
        t("written", words=spelled(total.total), sum=money(total.total, currency, language))
        if currency == "KRW" and language == "ko"
        else ""
    )


def _line(line: StatementLine, statement: Statement, language: str, t: Say) -> str:
    if line.kind is LineKind.CREDIT:
        return t("line_credit", text=line.reason if line.of else t("ours"))
    if line.kind is LineKind.INCIDENT:
        return t("line_incident", time=worked(line.minutes, language))
    if line.kind is LineKind.CAP:
        return t("line_cap")
    rate = money(line.rate, statement.currency, language)
    told = t("line_work", time=worked(line.minutes, language), rate=rate, multiplier=line.multiplier)
    return f"{told}\n{t('rounding', time=worked(line.rounding, language))}" if line.rounding else told
