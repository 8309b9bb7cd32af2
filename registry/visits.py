"""Who is on the site, and how many came: the five figures that offices know, by the rules of `registry.counting`."""

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from registry.store.tables import Channel, SiteDay, UsageEvent, Visit

ONLINE = dt.timedelta(seconds=300)


@dataclass(frozen=True, slots=True)
class Visits:
    """Đang truy cập, hôm nay, tháng hiện tại, tháng trước, tổng lượt truy cập: visits of persons."""

    online: int
    today: int
    this_month: int
    last_month: int
    total: int


def visits(session: Session, moment: dt.datetime, day: dt.date) -> Visits:
    """At `moment`, which lies on the registry's day `day`."""
    month = day.replace(day=1)
    before = (month - dt.timedelta(days=1)).replace(day=1)
    sums = (
        _sum(SiteDay.day == day),
        _sum(SiteDay.day >= month),
        _sum(SiteDay.day.between(before, month - dt.timedelta(days=1))),
        _sum(sa.true()),
    )
    row = session.execute(sa.select(*sums)).one()
    return Visits(_online(session, moment), *(int(count) for count in row))


def _sum(which: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
    return sa.func.coalesce(sa.func.sum(sa.case((which, SiteDay.visits))), 0)


def _online(session: Session, moment: dt.datetime) -> int:
    """Visitors with a hit in the last 300 s, whether it is summed up already or not."""
    since = moment - ONLINE
    fresh = sa.select(UsageEvent.visitor).where(
        UsageEvent.visitor.is_not(None), UsageEvent.visitor != "", UsageEvent.channel == Channel.PERSON,
        UsageEvent.at > since,
    )  # fmt: skip
    seen = sa.union(fresh, sa.select(Visit.visitor).where(Visit.last_at > since)).subquery()
    return session.scalar(sa.select(sa.func.count()).select_from(seen)) or 0
