"""The command line: `python -m registry …`. Data goes to stdout, messages to stderr; an error exits with 1."""

import json
from collections.abc import Callable, Iterator, Sequence
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, TextIO, TypeVar

import click

from registry import (
    accounts,
    cli_import,
    config,
    documents,
    folding,
    indexing,
    jobs,
    publishing,
    reading,
    renditions,
    sheets,
    work,
)
from registry import files as store
from registry.accounts import SYSTEM
from registry.errors import Invalid, RegistryError, WrongSetting
from registry.jobs import Instance
from registry.pdf.reasons import REASONS
from registry.store.blobs import CHUNK
from registry.store.database import Session
from registry.store.tables import Rank, Role

if TYPE_CHECKING:
    from registry.pdf.reader import Reader

Command = TypeVar("Command", bound=Callable[..., Any])


def _told(command: Command) -> Command:
    """Domain errors are told in one line and exit with 1."""

    @wraps(command)
    def run(*args: Any, **kwargs: Any) -> Any:
        try:
            return command(*args, **kwargs)
        except RegistryError as error:
            raise click.ClickException(str(error)) from error

    return run  # type: ignore[return-value]


def _open(*, install: bool = True) -> Instance:
    try:
        instance = jobs.open_instance(config.read())
    except WrongSetting as error:
        raise click.ClickException(str(error)) from error
    if install:
        jobs.install(instance)
    return instance


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
def main() -> None:
    """A registry of legal documents: numbers, files, text, counts."""


@main.command()
@_told
def serve() -> None:
    """Run web server, worker and schedule in this terminal."""
    from registry import serve as serving

    instance = _open()
    with instance.unit_of_work() as session:
        password = accounts.add_first_admin(session)
    announce = f"first sign-in: login admin, password {password} (shown this once; change it)" if password else ""
    instance.database.dispose()
    serving.run(instance.settings, announce)


@main.command()
@_told
def setup() -> None:
    """Make the database, or bring it to the present shape, and add the first administrator."""
    instance = _open()
    with instance.unit_of_work() as session:
        password = accounts.add_first_admin(session)
    if password:
        click.echo(f"first sign-in: login admin, password {password} (shown this once; change it)")


@main.command()
@_told
def demo() -> None:
    """Fill the registry with sample documents that this program draws itself."""
    from registry import demo as samples

    click.echo(f"{samples.fill(_open())} sample documents were added", err=True)


@main.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--metadata", type=click.File("r", encoding="utf-8-sig"), help="A table: file, number, type, title, …")
@click.option("--publish", is_flag=True, help="Publish at once; refused without number, type, issuer and date.")
@_told
def add(files: tuple[Path, ...], metadata: Any, *, publish: bool) -> None:
    """Store PDF files with their metadata.

    The table is tab-separated with a header: file, number, type, title, issuers (codes or names, ";" between them),
    issued_on, and optionally effective_on, signers ("name (office)", ";" between them), fields (";" between them).
    What neither table nor number gives is read from the PDF, and told on stderr; what cannot be read for sure is left out.
    Prints file, id and address of each document that was stored; a file that is refused does not stop the others.
    """
    from registry.pdf.reader import Reader

    instance = _open()
    described = {Path(row.file).name: row for row in sheets.rows(metadata)} if metadata else {}
    for name in sorted(set(described) - {name for path in files for name in (path.name, path.stem)}):
        click.echo(f"{name}: in the table, but not among the files", err=True)
    refused = 0
    with Reader() as reader:
        for path in files:
            try:
                row = described.get(path.name) or described.get(path.stem) or sheets.Row(path.name, {}, ())
                document = _add_one(instance, path, row, reader, publish=publish)
            except RegistryError as error:
                refused += 1
                click.echo(f"{path.name}: {error}", err=True)
            else:
                address = f"{instance.settings.public_url}/van-ban/{document}"
                click.echo(f"{path.name}\t{document}\t{address}")
    if refused:
        raise click.ClickException(f"{refused} of {len(files)} files were refused")


def _add_one(instance: Instance, path: Path, row: sheets.Row, reader: "Reader", *, publish: bool) -> str:
    """The new document's id: bytes first, then one transaction for everything else. A state secret is not taken in."""
    read = _read(reader, path) if path.stat().st_size else {}
    with path.open("rb") as file, instance.blobs.receive(instance.settings.max_upload) as incoming:
        while chunk := file.read(CHUNK):
            incoming.write(chunk)
        media_type = store.check(incoming, path.name, Role.MAIN)
        upload = store.Upload(instance.blobs.keep(incoming), incoming.size, media_type, path.name, Role.MAIN)
    with instance.unit_of_work() as session:
        document = documents.register(session, SYSTEM, _completed(session, path, row, read))
        store.attach(session, SYSTEM, document, upload)
        if publish:
            publishing.publish(session, SYSTEM, document)
        return document.public_id


def _read(reader: "Reader", path: Path) -> dict[str, Any]:
    """What the file suggests. Raises Invalid for a state secret, of which nothing may be stored."""
    from registry import inspection

    pages = reader.text(path).pages
    found = inspection.suggestions(reader, path, pages)
    if mark := inspection.marks(pages, found).secrecy:
        raise Invalid.field("file", inspection.WARNINGS["secret"], mark=mark)
    return inspection.suggested(inspection.named(found, path.name))


def _completed(session: Session, path: Path, row: sheets.Row, read: dict[str, Any]) -> dict[str, Any]:
    """The row's facts, and those that the file gives beside them."""
    from registry import suggesting

    given = sheets.complete(session, row)
    found = suggesting.facts(session, read, given)
    if found:
        click.echo(f"{path.name}: read from the file: {', '.join(found)}", err=True)
    return sheets.complete(session, sheets.Row(row.file, {**given, **found}, ()))


@main.command("import", help=cli_import.HELP)
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--publish/--drafts", default=True, help="Publish what lacks nothing (the default), or keep all as drafts."
)
@click.option("--dry-run", is_flag=True, help="Say what would be refused; store nothing.")
@click.option("--report", type=click.File("w", encoding="utf-8"), default="-", help="Where the list at the end goes.")
@_told
def import_(files: tuple[Path, ...], report: TextIO, *, publish: bool, dry_run: bool) -> None:
    cli_import.run(_open(), files, report, publish=publish, dry=dry_run)


@main.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--password", default="", help="The password of an encrypted file.")
@click.option("--ocr", is_flag=True, help="Recognise pages that are pictures; takes some two seconds a page.")
def text(file: Path, password: str, *, ocr: bool) -> None:
    """Print a PDF's text, one form feed between pages."""
    from registry import inspection
    from registry.pdf.reader import Reader

    with Reader() as reader:
        reading = reader.text(file, password=password)
        fresh = inspection.recognise(reader, file, reading.pages, password) if ocr else ()
    if reading.outcome == "failed":
        raise click.ClickException(REASONS[reading.reason or "damaged"])
    if reading.reason:
        click.echo(REASONS[reading.reason], err=True)
    pages = inspection.with_recognised(reading.pages, fresh)
    click.echo("\f".join(page.text for page in pages), nl=False)
    if inspection.needing_ocr(pages):
        click.echo(inspection.WARNINGS["needs_ocr"], err=True)


@main.command("inspect")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--password", default="", help="The password of an encrypted file.")
@click.option("--ocr", is_flag=True, help="Recognise pages that are pictures; takes some two seconds a page.")
@_told
def inspect_(file: Path, password: str, *, ocr: bool) -> None:
    """Print what a PDF tells as one JSON object: text quality, suggestions, signatures, active content, warnings.

    Needs no database. Digital signatures are trusted whose roots lie in the folder REGISTRY_TRUST_ROOTS.
    """
    from registry import inspection
    from registry.pdf.reader import Reader
    from registry.pdf.roots import installed

    roots = installed(config.read().trust_roots)
    with Reader() as reader:
        found = inspection.inspect(reader, file, roots, password, ocr=ocr)
    click.echo(json.dumps(inspection.as_json(found, *inspection.hashed(file)), ensure_ascii=False))
    if found.reading.outcome == "failed":
        raise click.ClickException(REASONS[found.reading.reason or "damaged"])


@main.command("numbers")
@click.argument("file", type=click.File("rb"), default="-")
def numbers_(file: BinaryIO) -> None:
    """Read one number per line; print one JSON object per line."""
    from registry.law import numbers

    for line in file:
        number = numbers.parse(_text_of(line).rstrip("\r\n"))
        click.echo(json.dumps(numbers.as_json(number), ensure_ascii=False))


@main.command()
@click.argument("file", type=click.File("rb"), default="-")
def cite(file: BinaryIO) -> None:
    """Find the citations in a text; print one JSON object for each, offsets in code points of the input."""
    from registry.law import citations

    for citation in citations.find(_text_of(file.read())):
        click.echo(json.dumps(citations.as_json(citation), ensure_ascii=False))


def _text_of(data: bytes) -> str:
    """UTF-8; a byte that is none becomes U+FFFD, so that bad input is answered and every offset is one code point."""
    return data.decode("utf-8", "replace")


@main.command()
@click.argument("login")
@click.option("--rank", type=click.Choice([rank.value for rank in Rank]), help="Make a new account of this rank.")
@click.option("--name", default="", help="The person's name.")
@_told
def user(login: str, rank: str | None, name: str) -> None:
    """Make an account (with --rank), or give one a new password. The password is asked for."""
    instance = _open()
    password = click.prompt("password", hide_input=True, confirmation_prompt=True, err=True)
    with instance.unit_of_work() as session:
        if rank:
            accounts.add_user(session, login, password, Rank(rank), name)
        else:
            accounts.set_password(session, login, password)


@main.command()
@click.argument("login")
@click.option("--name", default="token", help="What the token is for.")
@click.option("--scopes", default="read,write,publish", help="Commas between them: " + ", ".join(accounts.SCOPES))
@click.option("--days", type=click.IntRange(1, 3_650), help="How long it is good for; default: until it is revoked.")
@_told
def token(login: str, name: str, scopes: str, days: int | None) -> None:
    """Make an API token for an account and print it, this once."""
    instance = _open()
    with instance.unit_of_work() as session:
        account = accounts.user_called(session, login)
        row, secret = accounts.add_token(session, account, name, frozenset(scopes.split(",")), days)
        click.echo(f"token {row.id} of {account.login}: {row.scopes}", err=True)
    click.echo(secret)


@main.command()
@_told
def check() -> None:
    """Say whether this installation is in order, and what of the sandbox this machine enforces."""
    from registry.pdf import recognising, roots
    from registry.pdf.reader import PROTECTIONS, enforced
    from registry.store import schema

    instance = _open(install=False)
    revision = schema.revision_of(instance.database)
    click.echo(f"database   {instance.database.url.render_as_string()} at {revision}, newest is {schema.head()}")
    click.echo(f"files      {instance.settings.storage_url}")
    click.echo(f"broker     {instance.settings.broker_url}")
    click.echo(f"scans      {recognising.program() or 'not recognised: Tesseract with Vietnamese is not installed'}")
    click.echo(f"signatures {len(roots.installed(instance.settings.trust_roots))} trusted certificates")
    for name, holds in enforced().items():
        click.echo(f"sandbox    {'yes' if holds else 'NO '}  {PROTECTIONS[name]}")
    if revision != schema.head():
        raise click.ClickException("the database is not at the newest shape; run: python -m registry setup")


@main.group()
def rebuild() -> None:
    """Make derived things anew."""


@rebuild.command()
@click.option("--failed", is_flag=True, help="Only files whose reading failed or was parked.")
@_told
def readings(*, failed: bool) -> None:
    """Read every PDF again: text, pages, previews. The worker does it."""
    instance = _open()
    count = 0
    for ids in _batches(instance, failed=failed):
        with instance.unit_of_work() as session:
            for version_id in ids:
                work.owe(session, work.READING, version_id)
        count += len(ids)
    click.echo(f"{count} files will be read again", err=True)


def _batches(instance: Instance, *, failed: bool) -> Iterator[Sequence[int]]:
    last = 0
    while True:
        with instance.reading() as session:
            ids = reading.readable_after(session, last, only_failed=failed)
        if not ids:
            return
        yield ids
        last = ids[-1]


@rebuild.command("search")
@_told
def search_() -> None:
    """Make the index of searches anew, while the service runs. The worker does it."""
    instance, last, count = _open(), 0, 0
    while True:
        with instance.unit_of_work() as session:
            ids = indexing.after(session, last)
            for document_id in ids:
                indexing.owe(session, document_id)
        if not ids:
            break
        count, last = count + len(ids), ids[-1]
    click.echo(f"{count} documents will be indexed again", err=True)


@rebuild.command("renditions")
@_told
def renditions_() -> None:
    """Forget the ready-made answers: each is made anew when somebody asks for it."""
    instance, last = _open(), 0
    while True:
        with instance.unit_of_work() as session:
            after = renditions.forget(session, last)
        if after is None:
            return
        last = after


@rebuild.command("usage")
@_told
def usage_() -> None:
    """Make the sums of views and downloads anew: per day from the events that are kept, totals from the days."""
    instance = _open()
    with instance.reading() as session:
        days = folding.unsealed_days(session)
    for day in days:
        with instance.unit_of_work() as session:
            folding.rebuild_day(session, day)
    with instance.unit_of_work() as session:
        folding.rebuild_totals(session)
    click.echo(f"{len(days)} days were summed up again", err=True)


@rebuild.command("effect")
@_told
def effect_() -> None:
    """Make all timelines of validity anew, and tell which were stored otherwise than they follow from the facts."""
    from registry import effects

    instance = _open()
    with instance.reading() as session:
        found = effects.differences(session)
        names = effects.canonicals(session, found.periods)
    for key, periods in sorted(found.periods.items()):
        click.echo(f"{names.get(key, '')}\t{' '.join(f'{one.since or str()}:{one.status}' for one in periods)}")
    for some in effects.batches(found):
        with instance.unit_of_work() as session:
            effects.keep(session, some)
    click.echo(f"{len(found.periods)} timelines and {len(found.known)} relations were stored otherwise", err=True)
