"""The docs say what there is: every setting, rule, verb, command and dependency, none that is not, and no link into nothing."""

import re
import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import get_args

import pytest
from pydantic import BaseModel
from typer.main import get_command

from bot.__main__ import app
from bot.settings import Settings
from bot.slack.say import parse
from claims.rules import Rules
from commands.verbs import VERBS, Verb, named

ROOT = Path(__file__).parents[1]
DOCS = (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))
SETTINGS = frozenset(name.upper() for name in Settings.model_fields)
NOW = datetime(2026, 11, 19, 1, 30, tzinfo=UTC)
LINK = re.compile(r"\]\(([^)\s]+)\)")
EXAMPLE = re.compile(r"^\| `/claim ([^`]+)` \| `/claim ([^`]+)` \|$", re.MULTILINE)


def text(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def section(name: str, heading: str) -> str:
    """What stands under a heading, up to the next one of its rank."""
    return text(name).partition(f"## {heading}\n")[2].partition("\n## ")[0]


def cells(table: str) -> list[list[str]]:
    """The rows of a table without its head."""
    rows = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in table.splitlines() if line.startswith("|")]
    return [row for row in rows if not set("".join(row)) <= set("-| ")][1:]


def test_every_setting_stands_in_the_example() -> None:
    named_there = re.findall(r"^(?:# ?)?([A-Z][A-Z_]+)=", text(".env.example"), re.MULTILINE)
    assert sorted(named_there) == sorted(SETTINGS)


def test_every_setting_is_explained_and_no_other() -> None:
    rows = cells(section("docs/settings.md", ".env"))
    explained = [name for row in rows for name in re.findall(r"`([A-Z][A-Z_]+)`", row[0])]
    assert sorted(explained) == sorted(SETTINGS)
    assert all(len(row[1]) > 10 for row in rows)


def test_the_example_is_one_that_the_desk_can_read(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(text(".env.example"))
    read = Settings.read(tmp_path / ".env")
    assert read.letters == "hold"


def fields(model: type[BaseModel], path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    for name, field in model.model_fields.items():
        inner, named = field.annotation, get_args(field.annotation)
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            yield from fields(inner, (*path, name))
        elif len(named) == 2 and isinstance(named[1], type) and issubclass(named[1], BaseModel):
            yield from fields(named[1], (*path, name, "*"))
        else:
            yield (*path, name)


def test_every_rule_is_explained_and_no_other() -> None:
    block = section("docs/settings.md", "desk.toml").partition("```toml\n")[2].partition("```")[0]
    found: list[tuple[str, ...]] = []
    for line in block.splitlines():
        if heading := re.fullmatch(r"(?:# )?\[([\w.]+)\].*", line):
            inside = tuple("*" if place % 2 else part for place, part in enumerate(heading[1].split(".")))
        elif rule := re.match(r"(?:# )?(\w+) = ", line):
            found.append((*inside, rule[1]))
            assert "#" in line.partition("=")[2] or rule[1].startswith("name_"), f"{line}: what does it mean?"
    assert sorted(found) == sorted(fields(Rules))


def test_the_rules_as_shown_are_the_defaults() -> None:
    block = section("docs/settings.md", "desk.toml").partition("```toml\n")[2].partition("```")[0]
    shown, usual = Rules.model_validate(tomllib.loads(block)), Rules()
    assert (shown.days, shown.limits, shown.mail) == (usual.days, usual.limits, usual.mail)
    assert shown.desk.model_copy(update={"holidays": ()}) == usual.desk


def test_every_verb_stands_in_its_table_with_its_korean_names() -> None:
    rows = {row[0].strip("`"): row for row in cells(text("docs/verbs.md").partition("## Examples")[0])}
    assert list(rows) == [verb.name for verb in VERBS]
    for verb in VERBS:
        _, korean, grammar, help_ = rows[verb.name]
        assert tuple(korean.split(", ")) == verb.korean
        assert grammar.startswith(f"`{verb.name}")
        assert "NUMBER" in grammar.split()[1:2][0].strip("`") if verb.numbered else True, grammar
        assert grammar.endswith("*form*") is verb.form, verb.name
        assert len(help_) > 3


def test_the_grammar_of_a_verb_names_its_parts() -> None:
    """As many parts as the verb has, the ones that may be left out in brackets."""
    for row in cells(text("docs/verbs.md").partition("## Examples")[0]):
        verb = named(row[0].strip("`"))
        assert verb
        words = re.sub(r", \w+ or \w+", "", row[2].partition("` ")[0].strip("`")).split()[1:]
        parts = words[1:] if verb.numbered else words
        assert [not word.startswith("[") for word in parts] == [part.needed for part in verb.parts], verb.name


@pytest.mark.parametrize("language", [0, 1])
def test_every_verb_has_an_example_that_the_desk_understands(language: int) -> None:
    examples = [pair[language] for pair in EXAMPLE.findall(text("docs/verbs.md"))]
    understood: list[Verb] = []
    for line in examples:
        said = parse(line.replace("@ben", "<@UBEN>"), now=NOW, zone="Asia/Seoul").complete()
        assert line.split()[0] in (said.verb.korean if language else (said.verb.name,))
        understood.append(said.verb)
    assert understood == list(VERBS)


@pytest.mark.parametrize("page", DOCS, ids=lambda page: page.name)
def test_no_link_leads_into_nothing(page: Path) -> None:
    for target in LINK.findall(page.read_text("utf-8")):
        if "://" not in target and not target.startswith("#"):
            assert (page.parent / target.partition("#")[0]).exists(), target


def test_every_page_is_linked_from_the_front() -> None:
    linked = set(LINK.findall(text("README.md")))
    assert {f"docs/{page.name}" for page in DOCS[1:]} <= linked


def commands() -> Iterator[tuple[str, list[str]]]:
    """Every command with its options."""
    for name, command in get_command(app).commands.items():  # type: ignore[attr-defined]
        inner = getattr(command, "commands", {})
        for each, one in inner.items() if inner else [("", command)]:
            yield f"{name} {each}".strip(), [option for param in one.params for option in param.opts if option.startswith("--")]


def test_every_command_is_explained() -> None:
    written = "\n".join(page.read_text("utf-8") for page in DOCS)
    for name, _ in commands():
        assert f"claimdesk {name}" in written, name


def test_no_command_is_explained_that_there_is_not() -> None:
    known = {name for name, _ in commands()}
    for page in DOCS:
        for line in re.findall(r"(?:`|^|bin/)claimdesk (?!unix -)([a-z]+(?: (?:export|erase))?)", page.read_text("utf-8"), re.MULTILINE):
            assert line in known or line.split()[0] in known, f"{page.name}: claimdesk {line}"


def test_no_option_is_explained_that_there_is_not() -> None:
    options = {option for _, given in commands() for option in given}
    for page in DOCS:
        for line in re.findall(r"claimdesk [^`\n]*", page.read_text("utf-8")):
            assert set(re.findall(r"--[a-z-]+", line.partition("#")[0])) <= options, f"{page.name}: {line}"


def dependencies() -> list[str]:
    project = tomllib.loads(text("pyproject.toml"))["project"]
    return [re.split(r"[\[>=<,]", each)[0] for each in project["dependencies"]]


def test_every_dependency_is_explained_and_no_other() -> None:
    explained = [name for row in cells(text("docs/dependencies.md")) for name in row[0].split(", ")]
    assert sorted(explained) == sorted(dependencies())
