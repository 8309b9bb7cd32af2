"""Absolute links to what this registry shows: built from REGISTRY_PUBLIC_URL, never from what a request says."""

from urllib.parse import quote

from registry.config import Settings
from registry.documents import heading
from registry.law import vietnamese
from registry.serving import download_name
from registry.store.tables import Document, File

SLUG_LENGTH = 100
KEY = "khoa"  # what a signed link has in its query


def page(settings: Settings, document: Document, *, title: bool = True) -> str:
    """The document's page for people; without its title in the address for who may not know that."""
    named = f"{heading(document)} {document.title}" if title else heading(document)
    slug = vietnamese.slug(named, limit=SLUG_LENGTH) or "van-ban"
    return f"{settings.public_url}/van-ban/{document.public_id}/{slug}"


def download(settings: Settings, document: Document, file: File) -> str:
    """The current bytes of a file, whatever version that is."""
    name = quote(download_name(document, file, file.current), safe="")
    return f"{settings.public_url}/tai-ve/{file.public_id}/{name}"


def lent(settings: Settings, document: Document, file: File, token: str) -> str:
    """The same for who has nothing but this link."""
    return f"{download(settings, document, file)}?{KEY}={token}"


def preview(settings: Settings, file: File, page: int, size: str) -> str:
    """The picture of a page of the current version. The version is in the address, so that caches may keep it."""
    return f"{settings.public_url}/anh/{file.public_id}/{file.current.number}/{page}/{size}.webp"
