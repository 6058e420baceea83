"""The comparison's question in ClickHouse: with_chdb.py FOLDER OUT THREADS (see benches/compare)."""
import os
import sys
import tempfile

from chdb import session

folder, out, threads = sys.argv[1:]
folder = os.path.abspath(folder)
with open(f"{folder}/types.txt") as file:
    types = ", ".join(f"'{kind}'" for kind in file.read().split())

with tempfile.TemporaryDirectory() as home:
    db = session.Session(home)
    db.query(f"SET max_threads = {int(threads)}, max_parsing_threads = {int(threads)}")
    db.query("SET session_timezone = 'UTC', join_use_nulls = 1")
    db.query("CREATE DATABASE job ENGINE = Atomic")
    # A line is one text; its type is found by a regular expression, and only what is left is parsed: faster than a
    # schema for every line.
    subject = "JSONExtractRaw(arrayFirst(x -> JSONExtractString(x, 'type') = 'User', JSONExtractArrayRaw(line, 'target')))"
    db.query(f"""
        CREATE TABLE job.changes ENGINE = Memory AS
        SELECT JSONExtractString(line, 'uuid') AS uuid, extract(line, '"eventType":"([^"]*)"') AS change,
            parseDateTime64BestEffort(JSONExtractString(line, 'published'), 3, 'UTC') AS published,
            JSONExtractString(line, 'actor', 'id') AS actor, JSONExtractString(line, 'outcome', 'reason') AS reason,
            {subject} AS subject_json, JSONExtractString(subject_json, 'id') AS subject,
            JSONExtractString(subject_json, 'alternateId') AS login,
            lowerUTF8(JSONExtractString(subject_json, 'displayName')) AS name
        FROM file('{folder}/okta.ndjson', 'LineAsString', 'line String') WHERE change IN ({types})
    """)
    db.query(f"""
        CREATE TABLE job.tickets ENGINE = Memory AS
        SELECT number, parseDateTime64BestEffort(opened_at, 3, 'UTC') AS opened, lowerUTF8(caller_id) AS caller,
            `caller_id.email` AS email, description
        FROM file('{folder}/tickets.csv', 'CSVWithNames')
        SETTINGS input_format_csv_use_best_effort_in_schema_inference = 0, schema_inference_make_columns_nullable = 0
    """)
    db.query("""
        CREATE TABLE job.ticket_keys ENGINE = Memory AS
        SELECT DISTINCT kind, key, number, opened FROM (
            SELECT 1 AS kind, number AS key, number, opened FROM job.tickets
            UNION ALL SELECT 2, email, number, opened FROM job.tickets
            UNION ALL
            SELECT 2, arrayJoin(extractAll(description, '[A-Za-z0-9.]+@[a-z.]+[a-z]')), number, opened FROM job.tickets
            UNION ALL SELECT 3, caller, number, opened FROM job.tickets
        ) WHERE key <> ''
    """)
    db.query("""
        CREATE TABLE job.answer ENGINE = Memory AS
        WITH change_keys AS (
            SELECT uuid, published, 1 AS kind, reason AS key FROM job.changes WHERE reason <> ''
            UNION ALL SELECT uuid, published, 2, login FROM job.changes
            UNION ALL SELECT uuid, published, 3, name FROM job.changes
        ),
        best AS (
            SELECT change_keys.uuid AS uuid, keys.number AS number, keys.kind AS kind,
                toUnixTimestamp64Milli(change_keys.published) - toUnixTimestamp64Milli(keys.opened) AS apart
            FROM change_keys INNER JOIN job.ticket_keys AS keys
                ON change_keys.kind = keys.kind AND change_keys.key = keys.key
            WHERE keys.opened BETWEEN change_keys.published - INTERVAL 3 DAY AND change_keys.published + INTERVAL 1 DAY
            ORDER BY uuid, kind, abs(apart), number LIMIT 1 BY uuid
        )
        SELECT changes.uuid AS uuid, changes.change AS change, changes.published AS published,
            changes.actor = changes.subject AS own, best.number AS number, best.kind AS kind, best.apart AS apart
        FROM job.changes AS changes LEFT JOIN best ON changes.uuid = best.uuid
    """)
    db.query(f"""
        SELECT change, formatDateTime(published, '%Y-%m-%d') AS day, toInt32(own) AS own, count() AS changes,
            count(number) AS explained, quantileExactInclusive(0.5)(apart) AS median
        FROM job.answer GROUP BY change, day, own ORDER BY change, day, own
        INTO OUTFILE '{out}/answer.csv' FORMAT CSVWithNames
    """)
    db.query(f"""
        SELECT uuid, number, kind FROM job.answer WHERE number IS NOT NULL ORDER BY uuid
        INTO OUTFILE '{out}/links.csv' FORMAT CSVWithNames
    """)
