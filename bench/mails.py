"""Generated mails: 70 % new, 20 % replies with quotes, 10 % with a file of 50 kB; half Korean, half English."""

from email.message import EmailMessage
from random import Random

DESK = "support@desk.example"
KOREAN = "안녕하세요. 어제부터 주문 화면에서 저장을 누르면 오류가 납니다. 확인 부탁드립니다.\n"
ENGLISH = "Hello, since yesterday saving an order ends in an error. Could you have a look, please?\n"


def mails(count: int, seed: int = 1) -> list[bytes]:
    """So many mails, always the same for a seed."""
    random = Random(seed)
    written: list[EmailMessage] = []
    for index in range(count):
        kind = random.choices(("new", "reply", "file"), (70, 20, 10))[0]
        about = random.choice(written) if kind == "reply" and written else None
        written.append(_mail(index, random, about))
        if kind == "file":
            written[-1].add_attachment(random.randbytes(50_000), maintype="application", subtype="zip", filename=f"log-{index}.zip")
    return [mail.as_bytes() for mail in written]


def _mail(index: int, random: Random, about: EmailMessage | None) -> EmailMessage:
    korean = index % 2 == 0
    mail = EmailMessage()
    mail["From"] = about["From"] if about else f"{'김지현' if korean else 'Tom Miller'} <user{index}@customer{index % 97}.example>"
    mail["To"] = DESK
    mail["Message-ID"] = f"<m{index}@customer.example>"
    mail["Date"] = "Mon, 23 Nov 2026 09:12:00 +0900"
    mail["Subject"] = f"Re: {about['Subject']}" if about else f"{'저장 오류' if korean else 'Saving fails'} {index}"
    body = (KOREAN if korean else ENGLISH) * random.randint(1, 6)
    if about:
        mail["In-Reply-To"] = mail["References"] = about["Message-ID"]
        body += _quote(korean)
    mail.set_content(body, cte="base64" if korean else "quoted-printable")
    return mail


def _quote(korean: bool) -> str:
    head = (
        "2026년 11월 22일 (일) 오후 3:00, 고객지원팀 <support@desk.example>님이 작성:" if korean else "On Sun, 22 Nov 2026, Support wrote:"
    )
    return f"\n{head}\n" + "\n".join("> " + line for line in ((KOREAN if korean else ENGLISH) * 4).splitlines()) + "\n"
