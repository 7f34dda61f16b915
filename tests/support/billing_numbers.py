#!/usr/bin/env python3
"""Reckons from a ServiceNow CSV what the billing detail of a month should say, without any of this program.

usage: billing_numbers.py FILE YYYY-MM

The categories, owners and rates are those of the test `real_tickets_give_the_sums_that_were_reckoned`. A
ticket's newest row is the one with the highest sys_mod_count; of several, the one updated last. Prints JSON.
"""

import collections
import csv
import datetime
import json
import sys

WORDS = {
    "Application": {"Category 53", "Category 45", "Category 32"},
    "Desktop": {"Category 9", "Category 23", "Category 37"},
    "Hardware": {"Category 20"},
    "Security": {"Subcategory 164", "Category 24"},
}
CENTS = {"Application": 4217, "Desktop": 999, "Hardware": 15000}
OWNER = {"Category 53": "Sample Alpha", "Category 45": "Sample Beta"}
USERS = {"Category 9": ["Sample Alpha"], "Category 23": ["Sample Beta", "Sample Gamma"], "Category 37": ["Sample Gamma"]}
# Said of the first ticket of the month in Category 20.
DEVICE = "Sample Gamma"


def stamp(text):
    return datetime.datetime.strptime(text, "%d-%m-%Y %H:%M")


newest = collections.OrderedDict()
with open(sys.argv[1], newline="", encoding="utf-8-sig") as file:
    for row in csv.DictReader(file):
        rank = (int(row["sys_mod_count"]), stamp(row["sys_updated_at"]))
        if row["number"] not in newest or rank >= newest[row["number"]][0]:
            newest[row["number"]] = (rank, row)

sums = collections.defaultdict(lambda: [0, 0])
troubles = collections.Counter()
incidents = 0
first_device = None
for number, (_, row) in sorted(newest.items()):
    if stamp(row["opened_at"]).strftime("%Y-%m") != sys.argv[2]:
        continue
    incidents += 1
    said = {row["category"], row["subcategory"]}
    service = row["cmdb_ci"] if row["cmdb_ci"] != "?" else row["category"]
    meant = [title for title, words in WORDS.items() if words & said]
    if len(meant) != 1:
        troubles["several categories" if meant else "no category"] += 1
        continue
    title, agency = meant[0], None
    if title == "Application":
        agency = OWNER.get(service)
    elif title == "Desktop":
        users = USERS.get(service, [])
        agency = users[0] if len(users) == 1 else None
    elif title == "Hardware":
        first_device = first_device or number
        agency = DEVICE if number == first_device else None
    if agency is None:
        troubles["no payer"] += 1
        continue
    one = sums[f"{agency} / {title}"]
    one[0] += 1
    one[1] += CENTS[title]

print(json.dumps({
    "incidents": incidents,
    "lines": sum(count for count, _ in sums.values()),
    "cents": sum(cents for _, cents in sums.values()),
    "sums": dict(sorted(sums.items())),
    "exceptions": dict(sorted(troubles.items())),
    "first_device": first_device,
}, indent=1))
