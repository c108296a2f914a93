"""One table of verbs."""

import inspect
from itertools import chain

import pytest

from claims.lifecycle import Move
from commands.verbs import VERBS, Verb, named

EVERY = [pytest.param(verb, id=verb.name) for verb in VERBS]


def test_each_word_means_one_verb() -> None:
    words = list(chain.from_iterable((verb.name, *verb.korean) for verb in VERBS))
    assert len(words) == len(set(words))


@pytest.mark.parametrize("verb", EVERY)
def test_each_is_found_by_its_words(verb: Verb) -> None:
    assert all(named(word) is verb for word in (verb.name, verb.name.upper(), *verb.korean))
    assert verb.korean


@pytest.mark.parametrize("verb", EVERY)
def test_each_runs_a_command_on_a_transaction(verb: Verb) -> None:
    first, *rest = inspect.signature(verb.run).parameters
    assert first == "tx"
    if verb.numbered and verb.name != "help":
        assert rest[0] == "number"


@pytest.mark.parametrize("verb", EVERY)
def test_text_comes_last(verb: Verb) -> None:
    kinds = [part.kind for part in verb.parts]
    assert "text" not in kinds[:-1]
    needed = [part.needed for part in verb.parts if part.kind != "text"]
    assert needed == sorted(needed, reverse=True), "what may be left out stands behind, before the words"


def test_moves_of_people_have_a_verb() -> None:
    people = {
        *(Move.TAKE, Move.HAND, Move.RELEASE, Move.TRIAGE, Move.ASK, Move.RESUME, Move.QUOTE, Move.RESOLVE, Move.REOPEN),
        *(Move.MERGE, Move.REVERT, Move.TRANSFER, Move.SCHEDULE),
    }
    assert {verb.move for verb in VERBS if verb.move} == people


def test_nothing_else_is_a_verb() -> None:
    assert named("steal") is None
