"""Whatever customers write, Slack takes it, pings nobody by it, and the cut is visible."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.links import Links
from bot.sandbox.blocks import check_blocks
from bot.sandbox.content import check_content
from bot.sandbox.views import check_view
from bot.slack.answers import customer_card, listed, shown
from bot.slack.cards import BUTTONS, card, legal_verbs
from bot.slack.forms import About, form
from bot.slack.help import overview
from bot.slack.opening import WORDS
from bot.slack.post import Post
from bot.slack.posts import post
from bot.slack.replies import TICK, letter
from bot.slack.replies import form as reply_form
from claims.actor import customer, person
from claims.claim import Claim, ClaimClass, Factor, Priority
from claims.envelope import Attachment
from claims.letter import Letter
from claims.lifecycle import CloseReason, State, legal
from commands.know import Customer
from commands.show import Contact, Direction, Message, Organisation, Person, Role, Stored, View
from commands.verbs import VERBS

AT = datetime(2026, 11, 19, 1, 30, tzinfo=UTC)
LINKS = Links("https://desk.example", "secret")
BEN = Person("UBEN", "김벤", "ko", "Asia/Seoul", None, Role.AGENT, active=True)
ANA = Person("UANA", "Ana <!here>", "en", "Europe/Lisbon", None, Role.AGENT, active=True)

NASTY = st.one_of(
    st.text(max_size=300),
    st.sampled_from(
        ["<!channel> <@UBEN> @here", "&" * 5000, "x" * 20_000, "\n" * 500, "*_~`" * 900, "한글 " * 4000, "<https://evil.example|click>", ""]
    ),
)


def claim(**values: Any) -> Claim:
    usual: dict[str, Any] = dict.fromkeys(Claim.__dataclass_fields__)
    usual |= {"id": 1042, "number": "1042-7K3M9Q", "subject": "인쇄가 안 됩니다", "state": State.NEW, "priority": Priority.P3}
    usual |= {"contact_id": 1, "language": "ko", "channel": "mail", "opened_at": AT, "changed_at": AT, "reopened": 0, "version": 1}
    return Claim(**usual | values)


def view(about: Claim, **values: Any) -> View:
    usual: dict[str, Any] = dict.fromkeys(View.__dataclass_fields__)
    usual |= {
        "claim": about,
        "contact": Contact(1, "minji@hanbit.example", "김민지", None),
        "helpers": (),
        "parties": (),
        "references": (),
        "absorbed": (),
        "linked": (),
    }
    usual |= {"legal": legal(about.state), "cost": 0}
    return View(**usual | values)


def message(text: str, **values: Any) -> Message:
    usual: dict[str, Any] = dict.fromkeys(Message.__dataclass_fields__)
    usual |= {"id": 1, "claim_id": 1042, "at": AT, "direction": Direction.IN, "author": customer("minji@hanbit.example")}
    usual |= {"name": "김민지", "text": text, "new_text": text, "automatic": False, "notes": (), "attachments": ()}
    return Message(**usual | values)


def check(shown: Post) -> None:
    """As the strict workspace would, and nothing in it pings."""
    check_content(shown.answer())
    for text in (shown.text, *_mrkdwn(list(shown.blocks))):
        assert "<!" not in text
    assert shown.text.strip()


def _mrkdwn(value: Any) -> list[str]:
    if isinstance(value, list):
        return [text for each in value for text in _mrkdwn(each)]
    if isinstance(value, dict):
        own = [value["text"]] if value.get("type") == "mrkdwn" else []
        return own + [text for each in value.values() for text in _mrkdwn(each)]
    return []


@given(subject=NASTY, name=NASTY, words=NASTY, state=st.sampled_from(State), owned=st.booleans(), language=st.sampled_from(["ko", "en"]))
@settings(max_examples=150, deadline=None)
def test_a_card_is_always_taken(subject: str, name: str, words: str, state: State, owned: bool, language: str) -> None:
    reason = CloseReason.NO_REPLY if state is State.CLOSED else None
    about = claim(
        subject=subject, state=state, close_reason=reason, owner="UBEN" if owned else None, claim_class=ClaimClass.WAD, reopened=2
    )
    about = replace(about, first_due=AT, update_due=AT, resolution_due=AT, first_answered_at=AT if owned else None)
    organisation = Organisation(1, name, None, None, None, None)
    seen = view(about, contact=Contact(1, "a@b.example", name, 1), organisation=organisation, owner=ANA if owned else None)
    seen = replace(seen, last=message(words, name=name), helpers=(BEN, ANA), closing=AT)
    kin = {"follows": "1-AAAAAA", "split_from": "2-AAAAAA", "absorbed": tuple(f"{each}-AAAAAA" for each in range(300))}
    seen = replace(seen, joined=seen, claim=replace(about, undelivered_at=AT, next_step=words or "-", next_who="UBEN", next_by=AT), **kin)
    seen = replace(seen, stepper=replace(BEN, name=name))
    drawn = card(seen, language=language, zone="Asia/Seoul", links=LINKS)
    check(drawn)
    assert "<@" not in str(_mrkdwn(list(drawn.blocks)))
    check(shown(seen, (), {}, BEN, LINKS))


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("owned", [True, False])
def test_a_card_has_three_buttons_at_most_and_only_what_is_possible(state: State, owned: bool) -> None:
    about = claim(state=state, owner="UBEN" if owned else None, close_reason=CloseReason.AUTO if state is State.CLOSED else None)
    seen = view(about, owner=BEN if owned else None)
    drawn = card(seen, language="ko", zone="Asia/Seoul", links=LINKS)
    elements = next((block["elements"] for block in drawn.blocks if block["type"] == "actions"), [])
    buttons = [each for each in elements if each["type"] == "button"]
    assert 0 < len(buttons) <= BUTTONS
    if not owned and about.is_open:
        assert legal_verbs(seen)[0] == "take"
    if owned:
        assert "take" not in legal_verbs(seen)
    assert {"resolve", "triage"}.isdisjoint(legal_verbs(seen)) or about.is_open


@given(words=NASTY, name=NASTY, notes=NASTY, intent=st.sampled_from(["mail_in", "letter_out"]))
@settings(max_examples=150, deadline=None)
def test_a_mail_in_the_thread_is_always_taken(words: str, name: str, notes: str, intent: str) -> None:
    files = tuple(Stored(each, Attachment(name or "x", "text/plain", 10**each, "0" * 64)) for each in range(9))
    said = message(words, name=name, notes=(f"reread:{notes}", "signed", f"broken-file:{notes}"), attachments=files)
    seen = view(claim(owner="UBEN"), owner=BEN, parties=((f"{'x' * 300}@b.example", ""),) * 9)
    check(post(intent, {}, seen, said, actor=None, by=customer("a@b.example"), language="ko", zone="Asia/Seoul", links=LINKS))


def test_a_long_mail_is_cut_visibly_with_a_link_to_the_whole() -> None:
    said = message("\n".join(f"line {number}" for number in range(100)))
    shown = post("mail_in", {}, view(claim()), said, actor=None, by=customer("a@b.example"), language="en", zone="UTC", links=LINKS)
    assert "line 59" in str(shown.blocks)
    assert "line 60" not in str(shown.blocks)
    assert "… 40 more lines" in str(shown.blocks[-1])
    assert LINKS.staff("1042-7K3M9Q") in str(shown.blocks[-1])


@given(words=NASTY)
@settings(max_examples=40, deadline=None)
def test_calls_are_always_taken(words: str) -> None:
    seen = view(claim(owner="UBEN"), owner=BEN)
    details: dict[str, dict[str, str]] = {
        "released": {"reason": words},
        "handed": {"to": "UANA", "note": words},
        "invited": {"to": "UANA", "note": words},
        "undelivered": {"why": words},
    }
    for intent, detail in details.items():
        check(post(intent, detail, seen, None, actor=ANA, by=person("UANA"), language="ko", zone="UTC", links=LINKS))


def test_who_is_called_and_who_is_not() -> None:
    def call(seen: View, by: str, **detail: str) -> str:
        intent = "handed" if "to" in detail else "call_owner"
        return post(intent, detail, seen, None, actor=BEN, by=person(by), language="en", zone="UTC", links=LINKS).text

    mine = view(claim(owner="UBEN", state=State.IN_PROGRESS), owner=BEN)
    assert "<@UBEN>" in call(mine, "UANA", reason="answered")
    assert "<@UBEN>" not in call(mine, "UBEN", to="UBEN", note="x")
    over = view(claim(owner="UBEN", state=State.RESOLVED), owner=BEN)
    assert "<@" not in call(over, "UANA", reason="answered")
    assert "김벤" in call(over, "UANA", reason="answered")


@given(subject=NASTY, name=NASTY, count=st.integers(0, 60))
@settings(max_examples=40, deadline=None)
def test_lists_are_always_taken(subject: str, name: str, count: int) -> None:
    seen = [view(claim(subject=subject, first_due=AT), contact=Contact(1, "a@b.example", name, None))] * count
    check(overview(seen, seen, BEN, LINKS, lead=True))
    check(listed("title", seen, ANA, LINKS))


@given(words=NASTY)
@settings(max_examples=20, deadline=None)
def test_a_customer_is_always_taken(words: str) -> None:
    check(customer_card(Customer(Organisation(1, words[:500], None, None, None, words[:500]), ("a.example",), ANA), "ko"))


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("verb", [verb for verb in VERBS if verb.form and verb.name not in WORDS], ids=lambda verb: verb.name)
def test_every_form_is_taken(verb: Any, language: str) -> None:
    check_view(form(verb, "1042-7K3M9Q", {"text": "x" * 9000, "note": "", "to": "UBEN"}, language, error="<!here>"), "modal")


@given(words=NASTY, language=st.sampled_from(["ko", "en"]), resolving=st.booleans())
@settings(max_examples=60, deadline=None)
def test_the_reply_form_and_the_letter_are_taken(words: str, language: str, resolving: bool) -> None:
    about = About("reply", "123456789012-7K3M9Q", seen=3)
    given = {"text": words, TICK: resolving} | (
        {"claim_class": ClaimClass.HOWTO, "factor": Factor.CUSTOMER, "cause": words[:200], "minutes": 15} if resolving else {}
    )
    check_view(reply_form(about, given, language, note=words[:200], why=words, newer=words, error=words[:500]), "modal")
    text = words or "x"
    exact = Letter("id@x", "", "a@b.example", "", (words[:100] or "x",), (), words[:900], text, "", "1042-7K3M9Q")
    shown = letter(about, exact, language, error=words[:500], newer=words)
    check_view(shown, "modal")
    assert check_blocks(shown["blocks"], "modal") == []


def test_what_of_a_letter_does_not_fit_is_told() -> None:
    exact = Letter("id@x", "", "a@b.example", "", ("c@d.example",), (), "s", "\n".join(["word " * 20] * 1000), "", "1-AAAAAA")
    shown = letter(About("reply", "1-AAAAAA"), exact, "en")
    check_view(shown, "modal")
    assert "more lines leave as well" in str(shown["blocks"][-1])
