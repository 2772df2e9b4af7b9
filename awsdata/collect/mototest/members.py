"""Prints which members the AWS CLI prints for operations, as its own models spell them.

    members.py SERVICE.OPERATION...

The answer is one JSON object: for each operation an object of members, each with the members of its own.
"""

import json
import sys

import botocore.session
from botocore.exceptions import UnknownServiceError


def tree(shape, above):
    """The members below a shape, without going round in circles."""
    if shape.type_name == "list":
        return tree(shape.member, above)
    if shape.type_name == "map":
        return {}  # the keys are the user's
    if shape.type_name != "structure" or shape.name in above:
        return {}
    return {name: tree(member, above + [shape.name]) for name, member in shape.members.items()}


def main(operations):
    loader = botocore.session.get_session()
    found, models = {}, {}
    for name in operations:
        service, operation = name.split(".")
        try:
            if service not in models:
                models[service] = loader.get_service_model(service)
            found[name] = tree(models[service].operation_model(operation).output_shape, [])
        except (UnknownServiceError, botocore.exceptions.OperationNotFoundError) as e:
            print(e, file=sys.stderr)
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1:])
