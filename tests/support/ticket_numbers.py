#!/usr/bin/env python3
"""Reckons from a ServiceNow CSV what an import and a scorecard should say, without any of this program.

usage: ticket_numbers.py FILE ZONE [FROM UNTIL]

FROM and UNTIL are RFC 3339; incidents that were opened in [FROM, UNTIL) count. Prints JSON. The numbers that
the tests hold were made with it.

A ticket's newest row is the one with the highest sys_mod_count; of several, the one updated last. Service came
back at its resolved_at; where that is unknown, when it first became Resolved since it was last reopened. A
restoration of an earlier turn (before a reopening) does not count. The 90th percentile is nearest-rank:
the smallest value that at least 90 per cent of all values do not exceed. The median of an even number of values
lies half-way between the two in the middle.
"""

import collections
import csv
import datetime
import json
import math
import statistics
import sys
import zoneinfo

WORDS = {"1": "critical", "2": "high", "3": "medium", "4": "low", "5": "low"}
OVER = ("Resolved", "Closed")


def instant(text, zone):
    """Seconds since 1970; a skipped wall time is the first instant after the gap, a doubled one the first."""
    if text in ("?", ""):
        return None
    local = datetime.datetime.strptime(text, "%d-%m-%Y %H:%M")
    first = local.replace(tzinfo=zone, fold=0)
    back = first.astimezone(datetime.timezone.utc).astimezone(zone)
    if back.replace(tzinfo=None) != local:
        # Skipped: step forward minute by minute on the universal time line to the change of offset.
        at = local.replace(tzinfo=zone, fold=1).astimezone(datetime.timezone.utc)
        before = at.astimezone(zone).utcoffset()
        while at.astimezone(zone).utcoffset() == before:
            at += datetime.timedelta(minutes=1)
        return int(at.timestamp())
    return int(first.timestamp())


def tickets(path):
    rows = collections.OrderedDict()
    with open(path, newline="", encoding="utf-8-sig") as file:
        for row in csv.DictReader(file):
            rows.setdefault(row["number"], []).append(row)
    return rows


def measure(values):
    values = sorted(values)
    if not values:
        return {"n": 0}
    return {
        "n": len(values),
        "mean_secs": sum(values) / len(values),
        "median_secs": statistics.median(values),
        "p90_secs": values[math.ceil(9 * len(values) / 10) - 1],
    }


def main():
    path, zone = sys.argv[1], zoneinfo.ZoneInfo(sys.argv[2])
    since, until = (
        [datetime.datetime.fromisoformat(text).timestamp() for text in sys.argv[3:5]]
        if len(sys.argv) > 4
        else [float("-inf"), float("inf")]
    )
    spans = {name: [] for name in ("opened_restored", "opened_closed", "restored_closed", "opened_referred")}
    priorities, services, hours, weekdays = (collections.Counter() for _ in range(4))
    referred = reopened = 0
    all_tickets = tickets(path)
    for rows in all_tickets.values():
        times = [instant(row["sys_updated_at"], zone) for row in rows]
        order = sorted(range(len(rows)), key=lambda i: (int(rows[i]["sys_mod_count"]), times[i], i))
        newest = rows[order[-1]]
        opened = instant(newest["opened_at"], zone)
        if not since <= opened < until:
            continue
        # No revision comes about before the one before it, or before the opening.
        at, latest = [], opened
        for i in order:
            latest = max(latest, times[i])
            at.append(latest)
        groups, group = [], None
        first_over, state, turned = None, None, opened
        for moment, i in zip(at, order):
            row = rows[i]
            if row["assignment_group"] not in ("?", group):
                groups.append(moment)
            group = row["assignment_group"]
            if state in OVER and row["incident_state"] not in OVER:
                reopened, first_over, turned = reopened + 1, None, moment
            if row["incident_state"] == "Resolved" and first_over is None:
                first_over = moment
            state = row["incident_state"]
        referred += len(groups)
        restored = closed = None
        if state in OVER:
            resolved = instant(newest["resolved_at"], zone)
            restored = resolved if resolved is not None and resolved >= turned else first_over
            if state == "Closed":
                said = instant(newest["closed_at"], zone)
                closed = said if said is not None and said >= turned else at[-1]
                closed = closed if restored is None else max(closed, restored)
        if groups:
            spans["opened_referred"].append(groups[0] - opened)
        if restored is not None:
            spans["opened_restored"].append(restored - opened)
        if closed is not None:
            spans["opened_closed"].append(closed - opened)
            if restored is not None:
                spans["restored_closed"].append(closed - restored)
        priorities[WORDS[newest["priority"][0]]] += 1
        service = newest["cmdb_ci"] if newest["cmdb_ci"] != "?" else newest["category"]
        services[service if service != "?" else ""] += 1
        local = datetime.datetime.fromtimestamp(opened, zone)
        hours[local.hour] += 1
        weekdays[local.strftime("%a").lower()] += 1
    print(
        json.dumps(
            {
                "rows": sum(len(rows) for rows in all_tickets.values()),
                "tickets": len(all_tickets),
                "incidents": sum(priorities.values()),
                "by_priority": priorities,
                "by_service": services,
                "by_hour": hours,
                "by_weekday": weekdays,
                "referrals": referred,
                "referred_within_15_min": sum(span <= 15 * 60 for span in spans["opened_referred"]),
                "reopenings": reopened,
                "spans": {name: measure(values) for name, values in spans.items()},
            },
            indent=2,
            sort_keys=True,
        )
    )


if __name__ == "__main__":
    main()
