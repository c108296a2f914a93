"""What to do where a mailbox of one of the large providers does not let the desk in; docs/mail-setup.md has their recipes."""

from collections.abc import Mapping

GOOGLE = (
    "Google takes no login password: use an OAuth token (OAUTH_TOKEN_URL=https://oauth2.googleapis.com/token, a refresh token with "
    "the scope https://mail.google.com/, no password in the URL), or an app password (myaccount.google.com/apppasswords, once "
    "2-Step Verification is on)"
)
MICROSOFT = (
    "Microsoft takes no password any more: use an OAuth token (OAUTH_TOKEN_URL="
    "https://login.microsoftonline.com/TENANT/oauth2/v2.0/token, no password in the URL), and let an admin switch on IMAP and "
    "Authenticated SMTP for the mailbox (admin.microsoft.com: the user, Mail, Manage email apps)"
)
NAVER_WORKS = (
    "Naver Works wants an external app password (profile picture, 보안, 외부 앱 비밀번호 생성하기) instead of the login's, and "
    "IMAP/SMTP switched on for the mailbox by its admin; the user is the whole address"
)
HIWORKS = (
    "Hiworks has POP3/SMTP off at first: an admin switches it on (하이웍스 관리, 메일 관리, POP3/SMTP 설정); then use a mail password "
    "(메일 전용 비밀번호: 설정, 보안 설정) instead of the login's; the user is the whole address"
)
FIXES: Mapping[str, str] = {
    "gmail.com": GOOGLE,
    "googlemail.com": GOOGLE,
    "outlook.com": MICROSOFT,
    "office365.com": MICROSOFT,
    "office.com": MICROSOFT,
    "worksmobile.com": NAVER_WORKS,
    "hiworks.com": HIWORKS,
}


def fix(host: str) -> str:
    """What the provider at `host` wants; "" where it is nobody we know."""
    name = host.lower().rstrip(".")
    return next((fix for domain, fix in FIXES.items() if name == domain or name.endswith(f".{domain}")), "")
