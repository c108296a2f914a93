"""The playbook's pages: the packaged ones are whole in both languages, the desk's own lie over them, and a fault is named plainly."""

from pathlib import Path

import pytest

from claims.claim import ClaimClass
from claims.errors import Misconfigured
from claims.playbook import FORBIDDEN, LANGUAGES, NAMES, Playbook
from claims.rules import Rules

HEAD = "---\nclass: WAD\ntitle: As built\nversion: 7\ndecides: two\ncharge: none\nends: told\n---\n"


def own(tmp_path: Path, text: str, name: str = "wad.md") -> Path:
    (tmp_path / "pages" / "en").mkdir(parents=True, exist_ok=True)
    (tmp_path / "pages" / "en" / name).write_text(text, encoding="utf-8")
    return tmp_path / "pages"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_every_class_has_a_whole_page(language: str, name: str) -> None:
    page = Playbook.read().pages[language, name]
    assert page.title
    assert page.questions
    assert all((page.version, page.decides, page.charge, page.ends))
    if name not in ("SPAM", "GENERAL"):
        assert page.customer
    if name not in ("SPAM", "DUPLICATE"):
        assert page.evidence
        assert page.letters


def test_both_languages_say_as_much() -> None:
    pages = Playbook.read().pages
    for name in NAMES:
        korean, english = pages["ko", name], pages["en", name]
        for part in ("questions", "evidence", "letters"):
            assert len(getattr(korean, part)) == len(getattr(english, part)), (name, part)


def test_nothing_forbidden_is_told_to_a_customer() -> None:
    for page in Playbook.read().pages.values():
        assert not any(FORBIDDEN.search(text) for text in (page.customer, *(each.text for each in page.letters)))


def test_letters_that_fit_a_class_come_before_those_for_any() -> None:
    guide = Rules().guide
    names = [each.name for each in guide.letters("en", ClaimClass.DEFECT)]
    assert names == ["Confirm", "Fixed", "Ask for what we need", "Looking into it"]
    assert [each.name for each in guide.letters("en", None)] == names[2:]


def test_the_desks_own_page_takes_the_place_of_the_packaged_one(tmp_path: Path) -> None:
    own(tmp_path, HEAD + "A note of ours.\n\n## Questions\n- Seen?\n\n## Letter: Short\nIt is as documented.\n")
    (tmp_path / "desk.toml").write_text('[playbook]\nfolder = "pages"\n', encoding="utf-8")
    guide = Rules.load(tmp_path / "desk.toml").guide
    page = guide.page("en", ClaimClass.WAD)
    assert (page.title, page.version, page.questions, page.letters[0].text) == ("As built", "7", ("Seen?",), "It is as documented.")
    assert guide.page("ko", ClaimClass.WAD).title == "정상동작"


@pytest.mark.parametrize(
    ("text", "name", "fault"),
    [
        ("## Questions\n- a\n", "wad.md", "en/wad.md: begin with front matter: a line ---, then class, title, …, then a line ---"),
        (HEAD.replace("title: As built\n", ""), "wad.md", "en/wad.md: title is missing in the front matter"),
        (HEAD.replace("ends: ", "end: "), "wad.md", "en/wad.md: ends is missing in the front matter"),
        (HEAD, "env.md", "en/env.md: class is WAD, but the file's name says ENV"),
        (HEAD, "wads.md", "en/wads.md: name the file as one of general.md, spam.md"),
        (HEAD + "## Cost\nx\n", "wad.md", "en/wad.md: ## Cost: not known, only Questions, Evidence, Customer and Letter: NAME"),
        (HEAD + "## Customer\n\n", "wad.md", "en/wad.md: ## Customer: nothing stands under it"),
        (HEAD + "## Letter: X\nThis is a user error.\n", "wad.md", "en/wad.md: ## Letter: X: never “user error” to a customer"),
        (HEAD + "## Customer\n고객 과실입니다.\n", "wad.md", "en/wad.md: ## Customer: never “과실” to a customer"),
    ],
)
def test_a_fault_is_named(tmp_path: Path, text: str, name: str, fault: str) -> None:
    with pytest.raises(Misconfigured) as told:
        Playbook.read(own(tmp_path, text, name))
    assert fault in str(told.value)


def test_each_fault_has_the_path_of_what_names_its_folder(tmp_path: Path) -> None:
    own(tmp_path, HEAD.replace("title: As built\n", "").replace("ends: ", "cause: BAD/\nend: "))
    (tmp_path / "desk.toml").write_text('[playbook]\nfolder = "pages"\n', encoding="utf-8")
    with pytest.raises(Misconfigured) as told:
        Rules.load(tmp_path / "desk.toml")
    lines = str(told.value).splitlines()
    assert len(lines) == 4
    assert all(each.startswith(f"{tmp_path / 'desk.toml'}: en/wad.md: ") for each in lines)
    assert "cause is one of CUSTOMER, PROCESS, BUSINESS, AGENT, OTHER, a /, and words" in lines[-1]


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    (tmp_path / "desk.toml").write_text('[playbook]\nfolder = "nowhere"\n', encoding="utf-8")
    with pytest.raises(Misconfigured, match="nowhere: there is no such folder"):
        Rules.load(tmp_path / "desk.toml")
