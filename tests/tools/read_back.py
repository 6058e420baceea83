"""What other programs make of a report's files: every check says what it did, or why it was skipped.

usage: read_back.py REPORT_FOLDER
"""

import csv
import importlib
import json
import pathlib
import sys

TOP = pathlib.Path(__file__).resolve().parents[2]
THIRD_PARTY = TOP / "schemas" / "third-party"

faults = []


def need(*modules):
    """The modules, or None if one of them is not installed."""
    try:
        return [importlib.import_module(module) for module in modules]
    except ImportError as fault:
        print(f"skipped: {fault.name} is not installed")
        return None


def hold(condition, what):
    if not condition:
        faults.append(what)


def rows(folder, name):
    with open(folder / "data" / f"{name}.csv", newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def oscal(folder):
    """The OSCAL files are valid by NIST's schemas and load in compliance-trestle."""
    files = {
        "assessment-results.oscal.json": ("oscal_assessment-results_schema.json", "AssessmentResults"),
        "poam.oscal.json": ("oscal_poam_schema.json", "PlanOfActionAndMilestones"),
    }
    if modules := need("jsonschema"):
        for name, (schema, _) in files.items():
            document = json.loads((folder / name).read_bytes())
            validator = modules[0].Draft7Validator(without_classes(json.loads((THIRD_PARTY / schema).read_bytes())))
            for fault in validator.iter_errors(document):
                faults.append(f"{name}: {fault.json_path}: {fault.message[:200]}")
            uuids = [value for key, value in members(document) if key == "uuid"]
            hold(len(uuids) == len(set(uuids)), f"{name}: a UUID stands twice")
            print(f"{name}: held against NIST's schema, {len(uuids)} UUIDs")
    if modules := need("trestle.oscal.assessment_results", "trestle.oscal.poam"):
        for (name, (_, root)), module in zip(files.items(), modules):
            document = getattr(module, root).oscal_read(folder / name)
            hold(document is not None, f"{name}: compliance-trestle cannot load it")
            print(f"{name}: loaded by compliance-trestle, OSCAL {document.metadata.oscal_version.root}")


def members(value):
    """All members of all objects of a document."""
    if isinstance(value, dict):
        yield from value.items()
        value = value.values()
    if not isinstance(value, str) and hasattr(value, "__iter__"):
        for member in value:
            yield from members(member)


def without_classes(schema):
    """The schema with Unicode classes as Python's regular expressions know them."""
    text = json.dumps(schema)
    text = text.replace(r"(\\p{L}|_)", r"([^\\W\\d])").replace(r"(\\p{L}|\\p{N}|[.\\-_])", r"([\\w.\\-])")
    return json.loads(text)


def ocsf(folder):
    """Every event is valid by the schema of OCSF, and the schema kept here is the one the package makes."""
    modules = need("jsonschema", "ocsf_json_schema")
    if not modules:
        return
    jsonschema, generator = modules
    of_version = generator.OcsfJsonSchemaEmbedded(generator.get_ocsf_schema("1.8.0"))
    schema = of_version.get_class_schema("compliance_finding", [])
    kept = json.loads((THIRD_PARTY / "ocsf_compliance_finding_schema.json").read_bytes())
    kept.pop("$comment")
    hold(without_titles(schema) == kept, "ocsf_compliance_finding_schema.json is not what the package makes")
    validator = jsonschema.Draft202012Validator(schema)
    events = json.loads((folder / "findings.ocsf.json").read_bytes())
    for event in events:
        for fault in validator.iter_errors(event):
            faults.append(f"{event['finding_info']['uid']}: {fault.json_path}: {fault.message[:200]}")
    left_out = sum(event["unmapped"].get("findings_left_out", 0) for event in events)
    told = sum("item" in event["unmapped"] for event in events)
    hold(told + left_out == len(rows(folder, "findings")), "findings.ocsf.json: not as many as findings.csv")
    print(f"findings.ocsf.json: {len(events)} events held against the schema of OCSF {of_version.schema.version}")


def without_titles(schema):
    """The schema without captions; an attribute that is called `title` stays."""
    if isinstance(schema, dict):
        kept = {key: value for key, value in schema.items() if not (key == "title" and isinstance(value, str))}
        return {key: without_titles(value) for key, value in kept.items()}
    return [without_titles(one) for one in schema] if isinstance(schema, list) else schema


def parquet(folder):
    """DuckDB reads every Parquet file, with the columns and the rows of the CSV beside it."""
    modules = need("duckdb")
    if not modules:
        return
    paths = sorted((folder / "data").glob("*.parquet"))
    for path in paths:
        found = modules[0].sql(f"select * from read_parquet('{path}')")
        table = path.with_suffix(".csv")
        with open(table, newline="", encoding="utf-8") as file:
            reader = csv.reader(file)
            head, count = next(reader), sum(1 for _ in reader)
        hold(found.columns == head, f"{path.name}: other columns than the CSV")
        hold(found.aggregate("count(*)").fetchall() == [(count,)], f"{path.name}: not as many rows as the CSV")
    hold(paths, "no Parquet file")
    print(f"{len(paths)} Parquet files: read by DuckDB, as many rows as the CSVs")


def workpapers(folder):
    """openpyxl opens the workbook, and no cell is a formula that an input wrote."""
    path = folder / "workpapers.xlsx"
    modules = path.exists() and need("openpyxl")
    if not modules:
        return
    book = modules[0].load_workbook(path)
    sheets, cells = 0, 0
    for sheet in book.worksheets:
        sheets += 1
        cells += sum(1 for row in sheet.iter_rows() for cell in row if cell.value is not None)
    hold(cells, "workpapers.xlsx: empty")
    print(f"workpapers.xlsx: {sheets} sheets with {cells} cells opened by openpyxl")


def verdicts(folder):
    """A change has the same verdict wherever it stands."""
    expected = {row["change_id"]: row["verdict"] for row in rows(folder, "changes")}
    seen = []
    text = (folder / "timeline.timesketch.jsonl").read_text(encoding="utf-8")
    hold(text.endswith("\n"), "timeline.timesketch.jsonl: no line break after the last line")
    for line in map(json.loads, text.splitlines()):
        hold({"message", "datetime", "timestamp_desc"} <= line.keys(), f"timeline.timesketch.jsonl: {line}")
        if line["data_type"] == "deskproof:timeline:change":
            seen.append((line["id"], line.get("verdict", "")))
    for event in json.loads((folder / "findings.ocsf.json").read_bytes()):
        if change := event["unmapped"].get("change_id"):
            seen.append((change, event["unmapped"].get("verdict", "")))
    for name in ["assessment-results.oscal.json", "poam.oscal.json"]:
        for props in of_changes(json.loads((folder / name).read_bytes())):
            seen.append((props["change-id"], props.get("verdict", "")))
    for change, verdict in seen:
        hold(expected.get(change) == verdict, f"{change}: {verdict!r} is not {expected.get(change)!r}")
    print(f"{len(seen)} mentions of {len(expected)} changes have the verdict of changes.csv")


def of_changes(value):
    if isinstance(value, dict):
        props = {prop["name"]: prop["value"] for prop in value.get("props", [])}
        if "change-id" in props:
            yield props
        value = value.values()
    if not isinstance(value, str) and hasattr(value, "__iter__"):
        for member in value:
            yield from of_changes(member)


def main():
    folder = pathlib.Path(sys.argv[1])
    for check in [oscal, ocsf, parquet, workpapers, verdicts]:
        check(folder)
    for fault in faults[:50]:
        print(f"FAULT {fault}", file=sys.stderr)
    sys.exit(bool(faults))


if __name__ == "__main__":
    main()
