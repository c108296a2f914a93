"""What people type, as it travels."""

import pytest

from bot.sandbox.channels import Channel, Channels
from bot.sandbox.mrkdwn import encode, rich_text
from bot.sandbox.people import People, Person, UserGroup

PEOPLE = People(
    [
        Person("UANA", "ana", "Ana"),
        Person("UANABEL", "anabel", "Anabel"),
        Person("UJI", "지현", "지현"),
        Person("UX", "x", "X", deleted=True),
    ]
)
CHANNELS = Channels([Channel("CDESK", "claims")], [])
GROUPS = [UserGroup("SLEADS", "leads", "Leads")]


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("@ana hi", "<@UANA> hi"),
        ("@anabel", "<@UANABEL>"),
        ("@anabella", "@anabella"),
        ("@ana님 @지현에게", "<@UANA>님 <@UJI>에게"),
        ("(@ana)", "(<@UANA>)"),
        ("a@ana.example", "a@ana.example"),
        ("@x and @nobody", "@x and @nobody"),
        ("@here @leads", "<!here> <!subteam^SLEADS|@leads>"),
        ("#claims #none", "<#CDESK|claims> #none"),
        ("1 < 2 & 3 > 2", "1 &lt; 2 &amp; 3 &gt; 2"),
        ("<@UANA> <!here>", "&lt;@UANA&gt; &lt;!here&gt;"),
        ("see https://a.example/x?a=1&b=2.", "see <https://a.example/x?a=1&amp;b=2>."),
    ],
)
def test_encode(typed: str, stored: str) -> None:
    assert encode(typed, PEOPLE, CHANNELS, GROUPS) == stored


def test_rich_text_takes_it_apart_again() -> None:
    (block,) = rich_text("<@UANA>님 &lt;b&gt; <https://a.example?a&amp;b> <!here>", "b")
    assert block["elements"][0]["elements"] == [
        {"type": "user", "user_id": "UANA"},
        {"type": "text", "text": "님 <b> "},
        {"type": "link", "url": "https://a.example?a&b"},
        {"type": "text", "text": " "},
        {"type": "broadcast", "range": "here"},
    ]
