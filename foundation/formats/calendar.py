"""Months and days as people count them. Pure: no clock, no database."""

import calendar
import datetime as dt
from zoneinfo import ZoneInfo


def add_months(day: dt.date, months: int) -> dt.date:
    """The same day `months` later (or earlier, when negative), clamped to the month's last day.

    31 January and one month is 28 or 29 February; 29 February and twelve months is 28 February.
    """
    year, month0 = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month0 + 1)[1]
    return dt.date(year, month0 + 1, min(day.day, last))


def end_of_day(day: dt.date, zone_name: str) -> dt.datetime:
    """The last second of `day` as the zone `zone_name` counts it, in UTC."""
    next_midnight = dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), ZoneInfo(zone_name))
    return next_midnight.astimezone(dt.UTC) - dt.timedelta(seconds=1)


def start_of_day(day: dt.date, zone_name: str) -> dt.datetime:
    """The first second of `day` as the zone `zone_name` counts it, in UTC."""
    return dt.datetime.combine(day, dt.time(), ZoneInfo(zone_name)).astimezone(dt.UTC)


def on_day(month_of: dt.date, day: int) -> dt.date:
    """That `day` of the month of a date, clamped to the month's last day."""
    last = calendar.monthrange(month_of.year, month_of.month)[1]
    return month_of.replace(day=min(day, last))
