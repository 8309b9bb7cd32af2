"""Lists narrowed by validity on a day, as addresses say it: `hieu-luc=con-hieu-luc&ngay=01/04/2025`."""

import datetime as dt
from collections.abc import Iterable, Mapping

from flask import request

from registry import effects, usage
from registry.law.effect import Status
from registry.narrowing import StatusOn
from registry.site.forms import day_typed
from registry.store.database import Session
from registry.store.tables import Document
from registry.web.access import instance

STATUS, DAY = "hieu-luc", "ngay"
CODES: Mapping[Status, str] = {
    Status.IN_FORCE: "con-hieu-luc",
    Status.PARTLY_ENDED: "het-hieu-luc-mot-phan",
    Status.ENDED: "het-hieu-luc",
    Status.NOT_YET: "chua-co-hieu-luc",
    Status.PAUSED: "ngung-hieu-luc",
    Status.PARTLY_PAUSED: "ngung-hieu-luc-mot-phan",
    Status.UNFIT: "khong-con-phu-hop",
    Status.UNKNOWN: "khong-ro",
    Status.NOT_APPLICABLE: "khong-ap-dung",
}
_STATUSES = {code: status for status, code in CODES.items()}


def today() -> dt.date:
    return usage.today(instance().settings.timezone)


def asked() -> StatusOn | None:
    """What this request asks for; None where it says nothing of it. Raises Invalid for a day that is none."""
    status, day = _STATUSES.get(request.args.get(STATUS, "")), day_typed(DAY, request.args.get(DAY, ""))
    return StatusOn(day or today(), status) if status or day else None


def kept() -> Mapping[str, str]:
    """The same words for the address of the next page."""
    return {name: value for name in (STATUS, DAY) if (value := request.args.get(name, "").strip())}


def shown(session: Session, documents: Iterable[Document]) -> Mapping[int, Status]:
    """The status of each document on the day that is asked for, or today: what rows of a list show."""
    on = asked()
    return effects.statuses(session, [one.id for one in documents], on.day if on else today())
