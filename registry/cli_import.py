"""`python -m registry import`: tables of documents and of relations, row by row in short transactions."""

import csv
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

import click

from registry import usage
from registry.accounts import SYSTEM
from registry.errors import RegistryError
from registry.importing import documents, outcome, relations, rows
from registry.importing.relations import Told
from registry.importing.rows import Row, Table
from registry.jobs import Instance
from registry.store.database import Session

HELP = """Take in tables of documents and of relations between them, in any order; taking one in again changes nothing.

A table is separated by tabs, semicolons or commas, with a header, or is .jsonl with one object a line. Columns have
these names or the usual Vietnamese ones (so_ky_hieu, loai, trich_yeu, co_quan, ngay_ban_hanh, ngay_hieu_luc, quan_he,
boi_so_ky_hieu, boi_loai, …); others are not used.

\b
documents  number, type, title, issuers, issued_on, effective_on, expires_on, signers, fields,
           gazette_number, gazette_date
relations  number, type           the document that is acted on
           relation               amends, bị bãi bỏ, có nội dung được sửa đổi, …; several with "|" between
           source_number, source_type   the document that acts
           part, articles, provisions   1, a count, or "khoản 2 Điều 5": it concerns a part only
           effective_on, ends_on, read_from

A relation waits for documents that are not held. A document that lacks number, type, issuer or day of issue stays a
draft. Lines that are refused are told on stderr and stop nothing else. After relations, the documents that they mark as
ended or changed and that do not read so are listed, with the reason.
"""


class _Undone(Exception):
    """A dry run has seen enough of a row."""


class Run:
    """One run of the command: what was taken in, and what was refused, by line."""

    def __init__(self, instance: Instance, *, publish: bool, dry: bool) -> None:
        self.instance, self.publish, self.dry = instance, publish, dry
        self.counts: Counter[str] = Counter()
        self.refused = 0
        self.told: list[Told] = []

    def take(self, table: Table) -> None:
        if table.unused:
            click.echo(f"{table.name}: columns that are not used: {', '.join(table.unused)}", err=True)
        take = {"documents": self._document, "relations": self._relation}[table.holds]
        with click.progressbar(table.rows, label=table.name, file=sys.stderr) as bar:
            for row in bar:
                self._row(table, row, take)

    def _row(self, table: Table, row: Row, take: Callable[[Row], Sequence[str]]) -> None:
        try:
            told = [row.broken] if row.broken else take(row)
            self.refused += bool(row.broken)
        except RegistryError as error:
            told = [str(error)]
            self.refused += 1
        for message in told:
            click.echo(f"{table.name}: line {row.line}: {message}", err=True)

    @contextmanager
    def _transaction(self) -> Iterator[Session]:
        try:
            with self.instance.unit_of_work() as session:
                yield session
                if self.dry:
                    session.flush()
                    raise _Undone
        except _Undone:
            pass

    def _document(self, row: Row) -> Sequence[str]:
        with self._transaction() as session:
            taken = documents.take_in(session, SYSTEM, row, publish=self.publish)
        self.counts[f"documents {taken.outcome}"] += 1
        self.counts["documents kept as drafts"] += bool(taken.lacks)
        number = row.cells["number"]
        left_out = [f"{number}: left out: {one.field}: {one}" for one in taken.left_out]
        return [*left_out, *(f"{number}: stays a draft: {one}" for one in taken.lacks)]

    def _relation(self, row: Row) -> Sequence[str]:
        with self.instance.reading() as session:
            told = relations.read(session, row)
        for said in told.said:
            with self._transaction() as session:
                taken = relations.take_in(session, SYSTEM, told.source, said)
            self.counts[f"relations {taken}"] += 1
        self.told.append(told)
        return ()

    def otherwise(self) -> list[outcome.Otherwise]:
        """Documents that the relations mark as ended or changed and that do not read so."""
        day, found = usage.today(self.instance.settings.timezone), []
        for one in outcome.marked(self.told):
            with self.instance.reading() as session:
                found.append(outcome.otherwise(session, one, day))
        return [one for one in found if one is not None]


def run(instance: Instance, files: Sequence[Path], report: TextIO, *, publish: bool, dry: bool) -> None:
    """Raises ClickException where a table cannot be read, or lines were refused; the rest is taken in."""
    try:
        tables = [rows.read(path) for path in files]
    except RegistryError as error:
        raise click.ClickException(str(error)) from error
    went = Run(instance, publish=publish, dry=dry)
    for table in tables:
        went.take(table)
    _summary(went)
    if went.told and not dry:
        _report(went, report)
    if went.refused:
        raise click.ClickException(f"{went.refused} lines were refused")


def _summary(went: Run) -> None:
    for what, count in sorted((+went.counts).items()):
        click.echo(f"{count} {what}", err=True)
    with went.instance.reading() as session:
        waits = list(outcome.waiting(session))
    if waits:
        most = ", ".join(f"{number} ({count})" for number, count in waits[:5])
        total = sum(count for _, count in waits)
        click.echo(f"{total} relations wait for {len(waits)} acting documents that are not held: {most} …", err=True)
    if went.dry:
        click.echo("nothing was stored: this was a dry run", err=True)


def _report(went: Run, report: TextIO) -> None:
    found = went.otherwise()
    lines = csv.writer(report, delimiter="\t", quoting=csv.QUOTE_NONE, quotechar=None, escapechar="\\")
    lines.writerow(("number", "type", "marked", "status", "why"))
    for one in found:
        lines.writerow((one.number, one.type, one.marked, one.status, one.why))
    marked = len(outcome.marked(went.told))
    click.echo(f"of {marked} documents marked as ended or changed {marked - len(found)} read so", err=True)
