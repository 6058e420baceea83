"""The comparison's question with ripgrep and jq, joined by a page of Python: with_ripgrep.py FOLDER OUT THREADS.

See benches/compare.
"""
import csv
import datetime
import re
import statistics
import subprocess
import sys
from collections import defaultdict

folder, out, threads = sys.argv[1:]
with open(f"{folder}/types.txt") as file:
    needles = [f'"eventType":"{kind}"' for kind in file.read().split()]
FIELDS = """
    ([.target[] | select(.type == "User")][0]) as $subject
    | [.uuid, .eventType, .published, .actor.id, .outcome.reason, $subject.id, $subject.alternateId, $subject.displayName]
    | @csv
"""
search = ["rg", "--no-line-number", "--no-filename", "--threads", threads, "--fixed-strings"]
search += [word for needle in needles for word in ("-e", needle)]
found = subprocess.Popen([*search, f"{folder}/okta.ndjson"], stdout=subprocess.PIPE)
fields = subprocess.Popen(["jq", "-r", FIELDS], stdin=found.stdout, stdout=subprocess.PIPE, text=True)
changes = list(csv.reader(fields.stdout))
if fields.wait() or found.wait():
    sys.exit("ripgrep or jq failed")


def milliseconds(text):
    """Of the epoch."""
    at = datetime.datetime.fromisoformat(text.replace("Z", "")).replace(tzinfo=datetime.timezone.utc)
    return round(at.timestamp() * 1000)


tickets = defaultdict(set)
with open(f"{folder}/tickets.csv", newline="") as file:
    for row in csv.DictReader(file):
        ticket = (row["number"], milliseconds(row["opened_at"]))
        addresses = re.findall(r"[A-Za-z0-9.]+@[a-z.]+[a-z]", row["description"])
        keys = [(1, row["number"]), (2, row["caller_id.email"]), (3, row["caller_id"].lower())]
        for key in keys + [(2, address) for address in addresses]:
            if key[1]:
                tickets[key].add(ticket)

links, groups = [], defaultdict(list)
for uuid, change, published, actor, reason, subject, login, name in changes:
    at = milliseconds(published)
    candidates = [
        (kind, abs(at - opened), number, at - opened)
        for kind, key in ((1, reason), (2, login), (3, name.lower()))
        for number, opened in tickets.get((kind, key), ())
        if -86_400_000 <= at - opened <= 3 * 86_400_000
    ]
    best = min(candidates, default=None)
    if best:
        links.append((uuid, best[2], best[0]))
    groups[change, published[:10], int(actor == subject)].append(best and best[3])

with open(f"{out}/answer.csv", "w", newline="") as file:
    writer = csv.writer(file)
    writer.writerow(["change", "day", "own", "changes", "explained", "median"])
    for group, apart in sorted(groups.items()):
        known = [one for one in apart if one is not None]
        writer.writerow([*group, len(apart), len(known), statistics.median(known) if known else ""])
with open(f"{out}/links.csv", "w", newline="") as file:
    writer = csv.writer(file)
    writer.writerow(["uuid", "number", "kind"])
    writer.writerows(sorted(links))
