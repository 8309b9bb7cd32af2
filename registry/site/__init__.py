"""The public site and the clerks' desk: every address of theirs, in one table.

Pages exist twice, in Vietnamese and under /en in English, and never depend on Accept-Language; files, pictures and
what is no page exist once.
"""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Flask, current_app, request

from registry.site import (
    addresses,
    assets,
    beacons,
    desk,
    downloads,
    editing,
    failures,
    machines,
    public,
    rating,
    reading_room,
    relating,
    searching,
    shelves,
    shown,
    signing_in,
    statistics,
)

View = Callable[..., Any]
LANE = downloads.LANE
DOCUMENT = "/ban-lam-viec/van-ban/<public_id>"

PAGES: tuple[tuple[str, str, View], ...] = (
    ("GET", "/", public.home),
    ("GET", "/van-ban", public.document_list),
    ("GET", "/van-ban/<public_id>", reading_room.document_page),
    ("GET", "/van-ban/<public_id>/", reading_room.document_page),
    ("GET", "/van-ban/<public_id>/danh-gia", rating.rating_page),
    ("POST", "/van-ban/<public_id>/danh-gia", rating.rate_document),
    ("GET", "/van-ban/<public_id>/<slug>", reading_room.document_page),
    ("GET", "/so/<path:number>", reading_room.resolve),
    ("GET", "/tim-kiem", searching.search_page),
    ("GET", "/loai/<code>", public.of_type),
    ("GET", "/co-quan/<code>", public.of_issuer),
    ("GET", "/thong-ke", statistics.statistics),
    ("GET", "/linh-vuc", shelves.field_list),
    ("GET", "/linh-vuc/<code>", shelves.of_field),
    ("GET", "/nguoi-ky", shelves.signer_list),
    ("GET", "/nguoi-ky/<code>", shelves.of_signer),
    ("GET", "/dang-nhap", signing_in.sign_in),
    ("POST", "/dang-nhap", signing_in.start_session),
    ("POST", "/dang-xuat", signing_in.end_session),
    ("GET", "/ban-lam-viec", desk.desk),
    ("GET", "/ban-lam-viec/so", desk.number_hint),
    ("GET", "/ban-lam-viec/van-ban/moi", editing.new_document),
    ("POST", "/ban-lam-viec/van-ban/moi", editing.add_document),
    ("GET", DOCUMENT, editing.edit_document),
    ("POST", DOCUMENT, editing.change_document),
    ("GET", f"{DOCUMENT}/tep", editing.reading_state),
    ("POST", f"{DOCUMENT}/tep", editing.add_file),
    ("POST", f"{DOCUMENT}/tep/<file>", editing.replace_file),
    ("POST", f"{DOCUMENT}/tep/<file>/mat-khau", editing.give_password),
    ("POST", f"{DOCUMENT}/khong-mat", editing.override_refusal),
    ("POST", f"{DOCUMENT}/tieu-huy", editing.erase_document),
    ("POST", f"{DOCUMENT}/tep/<file>/xoa", editing.remove_file),
    ("POST", f"{DOCUMENT}/tep/<file>/doc-lai", editing.read_file_again),
    ("POST", f"{DOCUMENT}/tep/<file>/lien-ket", editing.lend_file),
    ("POST", f"{DOCUMENT}/thu-hoi", editing.withdraw_document),
    ("POST", f"{DOCUMENT}/xoa", editing.discard_document),
    ("GET", f"{DOCUMENT}/quan-he", relating.relations_page),
    ("POST", f"{DOCUMENT}/quan-he", relating.add_relation),
    ("POST", f"{DOCUMENT}/quan-he/<relation>/xac-nhan", relating.confirm_relation),
    ("POST", f"{DOCUMENT}/quan-he/<relation>/chon", relating.choose_relation),
    ("POST", f"{DOCUMENT}/quan-he/<relation>/ngay", relating.date_relation),
    ("POST", f"{DOCUMENT}/quan-he/<relation>/xoa", relating.remove_relation),
)

FILES: tuple[tuple[str, str, View], ...] = (
    ("GET", "/tai-ve/<file>/<path:filename>", downloads.download),
    ("GET", "/tai-ve/<file>/v/<int:number>/<path:filename>", downloads.download),
    ("GET", "/tai-ve/van-ban/<document>/<path:filename>", downloads.download_all),
    ("GET", "/xem/<file>/<path:filename>", downloads.inline),
    ("GET", "/xem/<file>/v/<int:number>/<path:filename>", downloads.inline),
    ("GET", "/anh/<file>/<int:number>/<int:page>/<size>.webp", downloads.picture),
    ("GET", "/thong-ke.csv", statistics.statistics_sheet),
    ("POST", "/dem", beacons.beacon),
    ("GET", "/dem.gif", beacons.beacon_picture),
    ("GET", "/dem/<public_id>.gif", beacons.beacon_picture),
    ("GET", "/tinh/<digest>/<path:name>", assets.asset),
    ("GET", "/favicon.ico", assets.icon),
    ("GET", "/robots.txt", machines.robots),
)


def register(app: Flask) -> None:
    """Adds the pages, the files, the filters of the templates, and the pages for what goes wrong."""
    pages = _blueprint(addresses.VIETNAMESE, PAGES)
    pages.before_request(_check_form)
    app.register_blueprint(pages)
    app.register_blueprint(pages, name=addresses.ENGLISH, url_prefix="/en")
    app.register_blueprint(_blueprint(addresses.FILES, FILES))
    shown.register(app)
    failures.register(app)


def _blueprint(name: str, routes: tuple[tuple[str, str, View], ...]) -> Blueprint:
    made = Blueprint(name, __name__, template_folder="templates")
    for method, path, view in routes:
        made.add_url_rule(path, endpoint=view.__name__, view_func=view, methods=[method])
    return made


def _check_form() -> None:
    """After the right to send anything at all, and before the view: the form must be one of ours (CSRF).

    Its token stands in the body, which is read here for the first time, so the limit is set here too.
    """
    view = current_app.view_functions[request.endpoint or ""]
    if hasattr(view, "takes_files"):
        request.allow_upload()  # type: ignore[attr-defined]
    current_app.extensions["csrf"].protect()
