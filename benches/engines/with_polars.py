"""The comparison's question in Polars: with_polars.py FOLDER OUT THREADS (see benches/compare)."""
import os
import sys

folder, out, threads = sys.argv[1:]
os.environ["POLARS_MAX_THREADS"] = threads
import polars as pl  # noqa: E402 - it reads the number of threads when it is loaded

with open(f"{folder}/types.txt") as file:
    types = file.read().split()

# A line is one text; its type is found by a regular expression, and only what is left is asked for JSON paths:
# several times as fast as a schema for every line.
line = pl.col("line")
changes = (
    pl.scan_csv(
        f"{folder}/okta.ndjson", has_header=False, new_columns=["line"], separator="\x01", quote_char=None,
        schema_overrides={"column_1": pl.String},
    )
    .with_columns(change=line.str.extract(r'"eventType":"([^"]*)"'))
    .filter(pl.col("change").is_in(types))
    .select(
        "change",
        uuid=line.str.json_path_match("$.uuid"),
        published=line.str.json_path_match("$.published"),
        actor=line.str.json_path_match("$.actor.id"),
        reason=line.str.json_path_match("$.outcome.reason"),
        subject=line.str.json_path_match("$.target[?(@.type=='User')].id"),
        login=line.str.json_path_match("$.target[?(@.type=='User')].alternateId"),
        name=line.str.json_path_match("$.target[?(@.type=='User')].displayName").str.to_lowercase(),
    )
    .collect(engine="streaming")
    .with_columns(pl.col("published").str.to_datetime("%Y-%m-%dT%H:%M:%S%.3fZ", time_unit="ms"))
)
tickets = pl.read_csv(f"{folder}/tickets.csv", infer_schema=False).with_columns(
    opened=pl.col("opened_at").str.to_datetime("%Y-%m-%d %H:%M:%S", time_unit="ms")
)


def keys(frame, kind, key, *kept):
    return frame.select(*kept, kind=pl.lit(kind, dtype=pl.Int32), key=key)


addresses = pl.col("description").str.extract_all(r"[A-Za-z0-9.]+@[a-z.]+[a-z]")
ticket_keys = (
    pl.concat([
        keys(tickets, 1, pl.col("number"), "number", "opened"),
        keys(tickets, 2, pl.col("caller_id.email"), "number", "opened"),
        keys(tickets, 2, addresses, "number", "opened").explode("key"),
        keys(tickets, 3, pl.col("caller_id").str.to_lowercase(), "number", "opened"),
    ])
    .filter(pl.col("key").is_not_null() & (pl.col("key") != ""))
    .unique()
)
change_keys = pl.concat([
    keys(changes, 1, pl.col("reason"), "uuid", "published"),
    keys(changes, 2, pl.col("login"), "uuid", "published"),
    keys(changes, 3, pl.col("name"), "uuid", "published"),
]).filter(pl.col("key").is_not_null())
best = (
    change_keys.join(ticket_keys, on=["kind", "key"])
    .with_columns(apart=(pl.col("published") - pl.col("opened")).dt.total_milliseconds())
    .filter(pl.col("apart").is_between(-86_400_000, 3 * 86_400_000))
    .sort(["uuid", "kind", pl.col("apart").abs(), "number"])
    .unique("uuid", keep="first", maintain_order=True)
    .select("uuid", "number", "kind", "apart")
)
answer = changes.join(best, on="uuid", how="left").with_columns(own=pl.col("actor") == pl.col("subject"))
day = pl.col("published").dt.strftime("%Y-%m-%d").alias("day")
answer.group_by("change", day, pl.col("own").cast(pl.Int32)).agg(
    changes=pl.len(), explained=pl.col("number").count(), median=pl.col("apart").median()
).sort("change", "day", "own").write_csv(f"{out}/answer.csv")
links = answer.filter(pl.col("number").is_not_null()).select("uuid", "number", "kind")
links.sort("uuid").write_csv(f"{out}/links.csv")
