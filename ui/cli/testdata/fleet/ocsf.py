"""Holds lines of JSON against the models of OCSF's Compliance Finding, and prints how many there were.

The models pass over what they do not know, so what comes out of them must be what went in.
"""

import json
import sys

from py_ocsf_models import OCSF_VERSION
from py_ocsf_models.events.findings.compliance_finding import ComplianceFinding
from py_ocsf_models.objects.cloud import Cloud


def same(path, given, modelled):
    """Tells what of a given value is not in the model's, or is another there."""
    if isinstance(given, dict):
        for name, value in given.items():
            if not isinstance(modelled, dict) or name not in modelled:
                yield f"{path}.{name} is not known"
            else:
                yield from same(f"{path}.{name}", value, modelled[name])
    elif isinstance(given, list):
        if len(given) != len(modelled):
            yield f"{path} has {len(modelled)} elements, not {len(given)}"
        for i, (a, b) in enumerate(zip(given, modelled)):
            yield from same(f"{path}[{i}]", a, b)
    elif given != modelled:
        yield f"{path} is {modelled!r}, not {given!r}"


# What OCSF has and the models do not.
LACKING = {"finding.compliance.status is not known"}


def untagged(resource):
    """Takes the tags off a resource: OCSF has them since 1.4.0, as Key:Value objects, and the models do not."""
    for tag in resource.pop("tags", []):
        if set(tag) != {"name", "value"} or not all(isinstance(text, str) for text in tag.values()):
            sys.exit(f"the tag {tag}")


count = 0
for line in sys.stdin:
    given = json.loads(line)
    cloud = given.pop("cloud")  # of a profile
    if faults := list(same("cloud", cloud, json.loads(Cloud(**cloud).model_dump_json()))):
        sys.exit("\n".join(faults))
    for resource in given["resources"]:
        untagged(resource)
    finding = ComplianceFinding(**given)
    faults = set(same("finding", given, json.loads(finding.model_dump_json()))) - LACKING
    if faults:
        sys.exit("\n".join(sorted(faults)))
    if given["metadata"]["version"] != OCSF_VERSION:
        sys.exit(f"OCSF {given['metadata']['version']}, and the models are of {OCSF_VERSION}")
    if given["type_uid"] != given["class_uid"] * 100 + given["activity_id"]:
        sys.exit(f"the type {given['type_uid']}")
    count += 1
print(count)
