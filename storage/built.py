"""Statements that are built once: on SQLite compiled once too, and then run straight on the driver's connection.

What SQLAlchemy does for each execution costs several times what SQLite does; the SQL, the types and the errors stay SQLAlchemy's.
"""

import sqlite3
from collections import namedtuple
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, cast

from sqlalchemy import ColumnElement, Connection, select, text
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.expression import CompoundSelect, Delete, Insert, Select, Update
from sqlalchemy.sql.schema import ScalarElementColumnDefault
from sqlalchemy.types import Integer, TypeEngine

Statement = Select[Any] | CompoundSelect[Any] | Insert | Update | Delete
Process = Callable[[Any], Any]
_DIALECT = SQLiteDialect_pysqlite(paramstyle="named")


@dataclass(slots=True)
class Rows:
    """What a statement found; a row's columns go by place or by name.

    `count`: how many rows it wrote, where it writes; `identity`: on SQLite, the number of the row inserted last.
    """

    found: Sequence[Any]
    count: int = 0
    identity: int | None = None

    def __iter__(self) -> Iterator[Any]:
        return iter(self.found)

    def first(self) -> Any | None:
        return self.found[0] if self.found else None

    def one(self) -> Any:
        """The only row. Raises ValueError where there is another or none."""
        (row,) = self.found
        return row

    def one_or_none(self) -> Any | None:
        return self.one() if self.found else None

    def scalar(self) -> Any:
        """The first value of the only row."""
        return self.one()[0]

    def scalar_or_none(self) -> Any | None:
        return self.scalar() if self.found else None

    def scalars(self) -> Iterator[Any]:
        """The first value of each row."""
        return (row[0] for row in self.found)


def execute(connection: Connection, statement: Statement, values: Mapping[str, Any]) -> Rows:
    """Run a statement that a module built once. Raises SQLAlchemy's errors."""
    if connection.dialect.name == "sqlite":
        return _compiled(statement, tuple(values)).run(driver(connection), values)
    result = connection.execute(statement, values)
    return Rows(result.all() if result.returns_rows else (), result.rowcount)


def driver(connection: Connection) -> sqlite3.Connection:
    """The driver's connection of an open transaction on SQLite."""
    return cast("sqlite3.Connection", connection.connection.dbapi_connection)


def run(connection: sqlite3.Connection, sql: str, values: Mapping[str, Any] | tuple[()] = ()) -> Rows:
    """Run SQL on the driver's connection; rows are bare tuples. Raises SQLAlchemy's errors."""
    try:
        cursor = connection.execute(sql, values)
        return Rows(cursor.fetchall(), cursor.rowcount, cursor.lastrowid)
    except sqlite3.Error as error:
        raise DBAPIError.instance(sql, values, error, sqlite3.Error) from error


class _Compiled:
    """A statement's SQL, with what stands between our values and SQLite's."""

    def __init__(self, statement: Statement, keys: Sequence[str]) -> None:
        compiled = statement.compile(dialect=_DIALECT, column_keys=list(keys))
        expanded = compiled.construct_expanded_state(dict.fromkeys(keys))
        defaults = {each.key: each.default.arg for each in compiled.insert_prefetch if isinstance(each.default, ScalarElementColumnDefault)}
        types = {name: each.type.dialect_impl(_DIALECT).bind_processor(_DIALECT) for each, name in compiled.bind_names.items()}
        bind = {name: types.get(name) or expanded.processors.get(name) for name in expanded.parameters}
        self._sql, self._again = _halves(statement, expanded.statement)
        self._numbers = bool(self._again) and _is_number(statement.exported_columns.values())
        self._fixed = {name: _bound(bind[name], value) for name, value in {**expanded.parameters, **defaults}.items() if name not in keys}
        self._bind = [(name, each) for name in keys if (each := bind.get(name))]
        columns = statement.exported_columns.values()
        named: Any = namedtuple("Row", [str(each.key) for each in columns], rename=True)  # type: ignore[misc]
        self._named: Callable[[Sequence[Any]], Sequence[Any]] = named._make
        self._read = [(place, read) for place, each in enumerate(columns) if (read := _reader(each.type))]

    def run(self, connection: sqlite3.Connection, values: Mapping[str, Any]) -> Rows:
        bound = {**self._fixed, **values}
        for name, bind in self._bind:
            bound[name] = bind(bound[name])
        ran = run(connection, self._sql, bound)
        if self._numbers:
            return Rows([(ran.identity,)], ran.count)
        found = run(connection, self._again).found if self._again else ran.found
        return Rows([self._row(row) for row in found] if self._read else [self._named(row) for row in found], ran.count)

    def _row(self, row: Sequence[Any]) -> Sequence[Any]:
        found = list(row)
        for place, read in self._read:
            if found[place] is not None:
                found[place] = read(found[place])
        return self._named(found)


_compiled = lru_cache(500)(_Compiled)


def _halves(statement: Statement, sql: str) -> tuple[str, str]:
    """An insert and what reads its row again: what SQLite does for RETURNING costs more than the row itself."""
    insert, returning, _ = sql.partition(" RETURNING ")
    if not isinstance(statement, Insert) or not returning or " ON CONFLICT " in insert:
        return sql, ""
    again = select(*statement.exported_columns.values()).where(text("rowid = last_insert_rowid()"))
    return insert, str(again.compile(dialect=_DIALECT))


def _is_number(columns: Sequence[ColumnElement[Any]]) -> bool:
    """Whether they are the row's own number and nothing else."""
    return [each.primary_key and isinstance(each.type, Integer) for each in columns] == [True]


def _reader(kind: TypeEngine[Any]) -> Process | None:
    return kind.dialect_impl(_DIALECT).result_processor(_DIALECT, None)


def _bound(bind: Process | None, value: Any) -> Any:
    return bind(value) if bind else value
