"""How values look on a page: the filters and functions that the templates use."""

import datetime as dt
from typing import Any

from flask import Flask, request
from flask_babel import format_date, format_datetime, format_decimal, gettext
from flask_wtf.csrf import generate_csrf

from registry import documents
from registry.law import vietnamese
from registry.site import addresses, assets, by_validity, words
from registry.store.tables import Document, now
from registry.web.access import instance, viewer

STEP = 1024  # of a file's size, as file managers show it


def day(value: dt.date | None) -> str:
    """As Vietnamese offices write it, 23/04/2024; in English 23 April 2024."""
    if value is None:
        return ""
    return str(format_date(value, "d MMMM yyyy" if addresses.is_english() else "dd/MM/yyyy"))


def month(value: dt.date) -> str:
    return str(format_date(value, "MMMM yyyy" if addresses.is_english() else "MM/yyyy"))


def moment(value: dt.datetime | None) -> str:
    if value is None:
        return ""
    return str(format_datetime(value, "d MMMM yyyy, HH:mm" if addresses.is_english() else "HH:mm dd/MM/yyyy"))


def mean(value: float) -> str:
    return str(format_decimal(round(value, 1)))


def size(count: int) -> str:
    for unit in ("byte", "kB", "MB"):
        if count < STEP or unit == "MB":
            break
        count /= STEP  # type: ignore[assignment]
    return f"{format_decimal(round(count, 1 if unit == 'MB' else 0))} {unit}"


def named(thing: Any) -> str:
    """The name of a type, issuer or field, in English where it has one and the page is English."""
    english = getattr(thing, "name_en", "") if addresses.is_english() else ""
    return str(english or thing.name)


def heading(document: Document) -> str:
    if not addresses.is_english() or document.type is None:
        return documents.heading(document) or gettext("Document without a number")
    return f"{named(document.type)} {document.canonical or ''}".strip()


def is_new(document: Document) -> bool:
    """Within the days that documents of its type bear the badge "Mới"."""
    if document.published_at is None or document.type is None:
        return False
    return now() - document.published_at < dt.timedelta(days=document.type.new_days)


def office() -> str:
    return instance().settings.office


def register(app: Flask) -> None:
    filters = {
        "day": day, "month": month, "mean": mean, "moment": moment, "size": size, "named": named, "heading": heading, "whole_number": format_decimal,
        "slug": vietnamese.slug,
    }  # fmt: skip
    app.jinja_env.filters.update(filters)
    app.jinja_env.globals.update(
        addresses=addresses, by_validity=by_validity, words=words, asset=assets.address, is_new=is_new, viewer=viewer, office=office,
        csrf=generate_csrf, page=addresses.page, here=lambda: request.full_path.rstrip("?"),
    )  # fmt: skip
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
