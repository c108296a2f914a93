"""A letter, frozen and thawed."""

import json
from dataclasses import replace

from claims.envelope import Attachment
from claims.letter import Letter

LETTER = Letter(
    message_id="1042.1@desk.example",
    date="Thu, 19 Nov 2026 10:30:00 +0900",
    sender="help@desk.example",
    sender_name="고객지원팀",
    to=("kim@hanbit.example",),
    cc=(),
    subject="[1042-7K3M9Q] 프린터",
    text="확인했습니다.",
    html="<p>확인했습니다.</p>",
    number="1042-7K3M9Q",
    references=("first@hanbit.example",),
    attachments=(Attachment("로그.txt", "text/plain", 3, "ab" * 32),),
)


def test_a_way_through_json_changes_nothing() -> None:
    for letter in (LETTER, replace(LETTER, attachments=(), automatic="auto-replied", in_reply_to="first@hanbit.example")):
        assert Letter.thawed(json.loads(json.dumps(letter.frozen()))) == letter
