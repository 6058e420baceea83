"""The comparison's question in DuckDB: with_duckdb.py FOLDER OUT THREADS (see benches/compare)."""
import sys

import duckdb

folder, out, threads = sys.argv[1:]
db = duckdb.connect()
db.execute(f"SET threads = {int(threads)}")
db.execute("SET TimeZone = 'UTC'")
db.execute("SET preserve_insertion_order = false")

# Only the members that the question needs have a type; all others are passed over.
COLUMNS = """{
    uuid: 'VARCHAR', published: 'TIMESTAMP', eventType: 'VARCHAR', outcome: 'STRUCT(reason VARCHAR)',
    actor: 'STRUCT(id VARCHAR)',
    target: 'STRUCT(id VARCHAR, "type" VARCHAR, alternateId VARCHAR, displayName VARCHAR)[]'
}"""
db.execute(f"""
    CREATE TABLE types AS
    SELECT kind FROM read_csv('{folder}/types.txt', header = false, columns = {{kind: 'VARCHAR'}})
""")
db.execute(f"""
    CREATE TABLE changes AS
    SELECT uuid, published, kind, actor_id, outcome_reason, subject.id AS subject_id,
        subject.alternateId AS login, lower(subject.displayName) AS name
    FROM (
        SELECT uuid, published, eventType AS kind, actor.id AS actor_id, outcome.reason AS outcome_reason,
            list_filter(target, lambda one: one.type = 'User')[1] AS subject
        FROM read_json('{folder}/okta.ndjson', format = 'newline_delimited', columns = {COLUMNS})
        WHERE eventType IN (FROM types)
    )
""")
db.execute(f"""
    CREATE TABLE tickets AS
    SELECT number, opened_at::TIMESTAMP AS opened, caller_id, "caller_id.email" AS email, description
    FROM read_csv('{folder}/tickets.csv', header = true, all_varchar = true, quote = '"', escape = '"')
""")
db.execute("""
    CREATE TABLE ticket_keys AS
    SELECT DISTINCT kind, key, number, opened FROM (
        SELECT 1 AS kind, number AS key, number, opened FROM tickets
        UNION ALL SELECT 2, email, number, opened FROM tickets WHERE email <> ''
        UNION ALL
        SELECT 2, unnest(regexp_extract_all(description, '[A-Za-z0-9.]+@[a-z.]+[a-z]')), number, opened FROM tickets
        UNION ALL SELECT 3, lower(caller_id), number, opened FROM tickets
    )
""")
db.execute("""
    CREATE TABLE answer AS
    WITH change_keys AS (
        SELECT uuid, published, 1 AS kind, outcome_reason AS key FROM changes WHERE outcome_reason IS NOT NULL
        UNION ALL SELECT uuid, published, 2, login FROM changes
        UNION ALL SELECT uuid, published, 3, name FROM changes
    ),
    best AS (
        SELECT uuid, number, kind, epoch_ms(published) - epoch_ms(opened) AS apart
        FROM change_keys JOIN ticket_keys USING (kind, key)
        WHERE opened BETWEEN published - INTERVAL 3 DAY AND published + INTERVAL 1 DAY
        QUALIFY row_number() OVER (PARTITION BY uuid ORDER BY kind, abs(apart), number) = 1
    )
    SELECT changes.uuid, changes.kind AS change, published, actor_id = subject_id AS own, number, best.kind, apart
    FROM changes LEFT JOIN best USING (uuid)
""")
db.execute(f"""
    COPY (
        SELECT change, strftime(published, '%Y-%m-%d') AS day, own::INTEGER AS own, count(*) AS changes,
            count(number) AS explained, median(apart) AS median
        FROM answer GROUP BY ALL ORDER BY ALL
    ) TO '{out}/answer.csv'
""")
db.execute(f"COPY (SELECT uuid, number, kind FROM answer WHERE number IS NOT NULL ORDER BY uuid) TO '{out}/links.csv'")
