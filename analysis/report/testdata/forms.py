"""Holds reports in one form against readers that others wrote. Reads an object of texts, and prints what was seen of each.

usage: forms.py junit|csv|asff < texts.json
"""

import csv
import io
import json
import sys
import traceback

csv.field_size_limit(10_000_000)


def junit(text):
    """Reads JUnit's XML with junitparser, and counts again what its attributes say."""
    from junitparser import Error, Failure, JUnitXml, Skipped, TestSuite

    document = JUnitXml.fromstring(text.encode())
    seen = {"tests": 0, "failure": 0, "error": 0, "skipped": 0, "suites": []}
    for suite in document:
        assert isinstance(suite, TestSuite), suite
        own = {"tests": 0, "failure": 0, "error": 0, "skipped": 0}
        for case in suite:
            own["tests"] += 1
            assert case.name and case.classname, "a case has no name"
            assert len(case.result) <= 1, f"{case.name} ended in several ways"
            for result in case.result:
                for kind, name in ((Failure, "failure"), (Error, "error"), (Skipped, "skipped")):
                    if isinstance(result, kind):
                        own[name] += 1
                        assert result.message, f"{case.name} does not say why"
        said = (suite.tests, suite.failures, suite.errors, suite.skipped)
        assert said == tuple(own.values()), f"{suite.name} says {said}, and has {own}"
        seen["suites"].append(suite.name)
        for name, n in own.items():
            seen[name] += n
    assert (document.tests, document.failures, document.errors) == (seen["tests"], seen["failure"], seen["error"])
    return seen


def csv_rows(text):
    """Reads CSV, and looks for formulas as programs find them that believe in another separator or in no quotes."""
    rows = list(csv.DictReader(io.StringIO(text, newline=""), strict=True))
    for row in rows:
        assert None not in row and None not in row.values(), f"a row has other columns: {row}"
    for separator in ",;|\t":
        for quoting in (csv.QUOTE_MINIMAL, csv.QUOTE_NONE):
            for cells in csv.reader(io.StringIO(text, newline=""), delimiter=separator, quoting=quoting):
                for cell in cells:
                    bare = cell.strip(" \"\r\n")
                    assert not bare.startswith(tuple("=+-@＝＋－＠\t")), f"a formula: {cell!r}"
    return {"rows": len(rows), "status": sorted({row["status"] for row in rows})}


SHAPES = []  # it takes a second to read


def asff(text):
    """Holds each line against botocore's shape of BatchImportFindings, and against the limits in its documentation."""
    import botocore.session
    from botocore.validate import ParamValidator

    if not SHAPES:
        service = botocore.session.get_session().get_service_model("securityhub")
        SHAPES.append(service.operation_model("BatchImportFindings").input_shape)
    shape = SHAPES[0]
    total, ids = 0, set()
    for line in text.splitlines():
        given = json.loads(line)
        report = ParamValidator().validate(given, shape)
        assert not report.has_errors(), report.generate_report()
        known(given, shape, "import")
        findings = given["Findings"]
        assert 1 <= len(findings) <= 100, len(findings)
        assert len({(f["AwsAccountId"], f["Region"]) for f in findings}) == 1, "several accounts or regions"
        for f in findings:
            total += 1
            assert f["Id"] not in ids, f"twice: {f['Id']}"
            ids.add(f["Id"])
            assert len(json.dumps(f)) <= 240_000
            assert f["SchemaVersion"] == "2018-10-08"
            account, region = f["AwsAccountId"], f["Region"]
            assert len(account) == 12 and account.isdigit()
            assert f["ProductArn"].endswith(f":securityhub:{region}:{account}:product/{account}/default")
            for name, most in (("Id", 512), ("GeneratorId", 512), ("Title", 256), ("Description", 1024)):
                assert 1 <= len(f[name].encode()) <= most, f"{name}: {len(f[name])}"
            assert f["Severity"]["Label"] in ("INFORMATIONAL", "LOW", "MEDIUM", "HIGH", "CRITICAL")
            assert f["Compliance"]["Status"] in ("PASSED", "WARNING", "FAILED", "NOT_AVAILABLE")
            assert f["Workflow"]["Status"] in ("NEW", "NOTIFIED", "RESOLVED", "SUPPRESSED")
            assert 1 <= len(f["Resources"]) <= 32
            assert all(1 <= len(r["Id"].encode()) <= 512 for r in f["Resources"])
            assert len(f["ProductFields"]) <= 50
            assert all(len(v) <= 2048 for v in f["ProductFields"].values())
            advice = f.get("Remediation", {}).get("Recommendation", {})
            assert len(advice.get("Text", "").encode()) <= 512 and len(advice.get("Url", "")) <= 512
            assert len(f["Types"]) <= 50
    return {"findings": total}


def known(given, shape, path):
    """Tells of members that the shape does not have: AWS refuses them."""
    if shape.type_name == "structure":
        for name, value in given.items():
            assert name in shape.members, f"{path} has no {name}"
            known(value, shape.members[name], f"{path}.{name}")
    elif shape.type_name == "list":
        for value in given:
            known(value, shape.member, path)


reader = {"junit": junit, "csv": csv_rows, "asff": asff}[sys.argv[1]]
out = {}
for name, text in json.load(sys.stdin).items():
    try:
        out[name] = reader(text)
    except Exception:
        out[name] = {"fault": traceback.format_exc()[-1500:]}
print(json.dumps(out))
