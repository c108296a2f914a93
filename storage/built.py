"""Statements that are built once are compiled once too: on SQLite they run straight on the driver's connection.

What SQLAlchemy does for each execution costs several times what SQLite does; the SQL, the types and the errors stay SQLAlchemy's.
On PostgreSQL it still runs them, for it knows when a connection is gone.
"""

import sqlite3
from collections import namedtuple
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, cast

from sqlalchemy import Column, ColumnElement, Connection, Dialect
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.expression import CompoundSelect, Delete, Insert, Select, Update
from sqlalchemy.sql.schema import ScalarElementColumnDefault
from sqlalchemy.types import Integer, TypeEngine

Statement = Select[Any] | CompoundSelect[Any] | Insert | Update | Delete
Process = Callable[[Any], Any]
_DIALECT = SQLiteDialect_pysqlite(paramstyle="qmark")
_NUMERIC = 1700
"""PostgreSQL's code of the type that a number may come in whatever its column is (pg_type.dat)."""


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
    compiled = _on_sqlite if connection.dialect.name == "sqlite" else _on_postgres
    return compiled(statement, tuple(values)).run(connection, values)


def driver(connection: Connection) -> sqlite3.Connection:
    """The driver's connection of an open transaction on SQLite."""
    return cast("sqlite3.Connection", connection.connection.dbapi_connection)


def run(connection: sqlite3.Connection, sql: str, values: Mapping[str, Any] | Sequence[Any] = ()) -> Rows:
    """Run SQL on the driver's connection; rows are bare tuples. Raises SQLAlchemy's errors."""
    try:
        cursor = connection.execute(sql, values)
        return Rows(cursor.fetchall(), cursor.rowcount, cursor.lastrowid)
    except sqlite3.Error as error:
        raise DBAPIError.instance(sql, values, error, sqlite3.Error) from error


class _Compiled:
    """A statement's SQL, with what stands between our values and the database's."""

    def __init__(self, statement: Statement, keys: Sequence[str], dialect: Dialect) -> None:
        compiled = statement.compile(dialect=dialect, column_keys=list(keys))
        expanded = compiled.construct_expanded_state(dict.fromkeys(keys))
        defaults = {each.key: each.default.arg for each in compiled.insert_prefetch if isinstance(each.default, ScalarElementColumnDefault)}
        types = {name: each.type.dialect_impl(dialect).bind_processor(dialect) for each, name in compiled.bind_names.items()}
        bind = {name: types.get(name) or expanded.processors.get(name) for name in expanded.parameters}
        self._sql, self._order = expanded.statement, tuple(expanded.positiontup or ())
        self._fixed = {name: _bound(bind[name], value) for name, value in {**expanded.parameters, **defaults}.items() if name not in keys}
        self._bind = [(place, each) for place, name in enumerate(self._order) if name in keys and (each := bind.get(name))]
        self._columns = statement.exported_columns.values()
        named: Any = namedtuple("Row", [str(each.key) for each in self._columns], rename=True)  # type: ignore[misc]
        self._named: Callable[[Iterable[Any]], Sequence[Any]] = named._make
        self._read = [(place, read) for place, each in enumerate(self._columns) if (read := _reader(each.type, dialect))]

    def _values(self, given: Mapping[str, Any]) -> list[Any]:
        """In the order in which the SQL wants them."""
        every = {**self._fixed, **given}
        values = [every[name] for name in self._order]
        for place, bind in self._bind:
            values[place] = bind(values[place])
        return values

    def _rows(self, found: Iterable[Iterable[Any]]) -> list[Sequence[Any]]:
        return list(map(self._row if self._read else self._named, found))

    def _row(self, row: Iterable[Any]) -> Sequence[Any]:
        found = list(row)
        for place, read in self._read:
            if found[place] is not None:
                found[place] = read(found[place])
        return self._named(found)


class _OnSqlite(_Compiled):
    """An insert's row is made of what was bound and its number, where that is all of it: what SQLite does for RETURNING costs more than
    the insert."""

    def __init__(self, statement: Statement, keys: Sequence[str]) -> None:
        super().__init__(statement, keys, _DIALECT)
        inserts = isinstance(statement, Insert) and " ON CONFLICT " not in self._sql
        places = [_place(each, self._order) for each in self._columns] if inserts else []
        self._places = [] if None in places else [each for each in places if each is not None]
        if self._places:
            self._sql = self._sql.partition(" RETURNING ")[0]

    def run(self, connection: Connection, values: Mapping[str, Any]) -> Rows:
        bound = self._values(values)
        ran = run(driver(connection), self._sql, bound)
        if self._places:
            bound += (ran.identity, None)
            return Rows(self._rows([[bound[place] for place in self._places]]), ran.count)
        return Rows(self._rows(ran), ran.count)


class _OnPostgres(_Compiled):
    def __init__(self, statement: Statement, keys: Sequence[str]) -> None:
        from sqlalchemy.dialects.postgresql.asyncpg import PGDialect_asyncpg  # as storage.postgres: it takes a while to import

        super().__init__(statement, keys, PGDialect_asyncpg())  # type: ignore[no-untyped-call]

    def run(self, connection: Connection, values: Mapping[str, Any]) -> Rows:
        with connection.exec_driver_sql(self._sql, tuple(self._values(values))) as result:
            found = result.cursor.fetchall() if self._columns and result.cursor else ()
            return Rows(self._rows(found), result.rowcount)


_on_sqlite, _on_postgres = lru_cache(500)(_OnSqlite), lru_cache(500)(_OnPostgres)


def _place(column: ColumnElement[Any], order: Sequence[str]) -> int | None:
    """Where an inserted row's column stands among the values, which end with the row's number and with NULL; None: only the database
    knows."""
    if column.key in order:
        return order.index(column.key)
    if column.primary_key and isinstance(column.type, Integer):
        return -2
    return -1 if isinstance(column, Column) and column.server_default is None else None


def _reader(kind: TypeEngine[Any], dialect: Dialect) -> Process | None:
    return kind.dialect_impl(dialect).result_processor(dialect, _NUMERIC)


def _bound(bind: Process | None, value: Any) -> Any:
    return bind(value) if bind else value
