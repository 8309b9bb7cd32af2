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
from registry.catalogs import Catalog
from registry.errors import N_, RegistryError
from registry.importing import documents, outcome, relations, rows
from registry.importing.documents import Outcome
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


UNUSED = N_("%(table)s: columns that are not used: %(columns)s")
LINE = N_("%(table)s: line %(line)d: %(what)s")
LEFT_OUT = N_("%(number)s: left out: %(field)s: %(why)s")
STAYS_DRAFT = N_("%(number)s: stays a draft: %(why)s")
REFUSED = N_("%(count)d lines were refused")
WAITING = N_(
    "%(relations)d relations wait for %(documents)d acting documents that are not held, or of which there are several: %(most)s …"
)
DRY = N_("nothing was stored: this was a dry run")
READ_SO = N_("of %(marked)d documents marked as ended or changed %(so)d read so")
DRAFTS = N_("documents kept as drafts")
DOCUMENTS = {
    Outcome.ADDED: N_("documents added"), Outcome.COMPLETED: N_("documents completed"),
    Outcome.UNCHANGED: N_("documents unchanged"),
}  # fmt: skip
RELATIONS = {
    Outcome.ADDED: N_("relations added"), Outcome.COMPLETED: N_("relations completed"),
    Outcome.UNCHANGED: N_("relations unchanged"),
}  # fmt: skip


class _Undone(Exception):
    """A dry run has seen enough of a row."""


class Run:
    """One run of the command: what was taken in, and what was refused, by line."""

    def __init__(self, instance: Instance, *, publish: bool, dry: bool) -> None:
        self.instance, self.publish, self.dry = instance, publish, dry
        self.words = Catalog(instance.settings.language)
        self.counts: Counter[str] = Counter()
        self.refused = 0
        self.told: list[Told] = []

    def take(self, table: Table) -> None:
        if table.unused:
            self.tell(UNUSED, table=table.name, columns=", ".join(table.unused))
        take = {"documents": self._document, "relations": self._relation}[table.holds]
        with click.progressbar(table.rows, label=table.name, file=sys.stderr) as bar:
            for row in bar:
                self._row(table, row, take)

    def tell(self, message: str, **facts: object) -> None:
        """On stderr."""
        click.echo(self.words.say(message, **facts), err=True)

    def _row(self, table: Table, row: Row, take: Callable[[Row], Sequence[str]]) -> None:
        try:
            told = [self.words.problem(row.broken)] if row.broken else take(row)
            self.refused += bool(row.broken)
        except RegistryError as error:
            told = [self.words.error(error)]
            self.refused += 1
        for what in told:
            self.tell(LINE, table=table.name, line=row.line, what=what)

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
        self.counts[DOCUMENTS[taken.outcome]] += 1
        self.counts[DRAFTS] += bool(taken.lacks)
        number = row.cells["number"]
        told = [(LEFT_OUT, one) for one in taken.left_out] + [(STAYS_DRAFT, one) for one in taken.lacks]
        return [
            self.words.say(message, number=number, field=one.field, why=self.words.problem(one))
            for message, one in told
        ]

    def _relation(self, row: Row) -> Sequence[str]:
        with self.instance.reading() as session:
            told = relations.read(session, row)
        for said in told.said:
            with self._transaction() as session:
                taken = relations.take_in(session, SYSTEM, told.source, said)
            self.counts[RELATIONS[taken]] += 1
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
    went = Run(instance, publish=publish, dry=dry)
    try:
        tables = [rows.read(path) for path in files]
    except RegistryError as error:
        raise click.ClickException(went.words.error(error)) from error
    for table in tables:
        went.take(table)
    _summary(went)
    if went.told and not dry:
        _report(went, report)
    if went.refused:
        raise click.ClickException(went.words.say(REFUSED, count=went.refused))


def _summary(went: Run) -> None:
    for what, count in sorted((+went.counts).items()):
        click.echo(f"{count} {went.words.say(what)}", err=True)
    with went.instance.reading() as session:
        waits = list(outcome.waiting(session))
    if waits:
        most = ", ".join(f"{number} ({count})" for number, count in waits[:5])
        went.tell(WAITING, relations=sum(count for _, count in waits), documents=len(waits), most=most)
    if went.dry:
        went.tell(DRY)


def _report(went: Run, report: TextIO) -> None:
    found = went.otherwise()
    lines = csv.writer(report, delimiter="\t", quoting=csv.QUOTE_NONE, quotechar=None, escapechar="\\")
    lines.writerow(("number", "type", "marked", "status", "why"))
    for one in found:
        why = "; ".join(sorted(_sentence(went.words, reason) for reason in one.why))
        lines.writerow((one.number, one.type, one.marked, one.status, why))
    marked = len(outcome.marked(went.told))
    went.tell(READ_SO, marked=marked, so=marked - len(found))


def _sentence(words: Catalog, reason: outcome.Reason) -> str:
    """The reason, and after a colon what says more."""
    said = words.say(reason.message, **dict(reason.facts))
    return f"{said}: {' '.join(map(words.problem, reason.more))}" if reason.more else said
