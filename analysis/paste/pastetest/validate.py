"""Reads AWS CLI commands as lists of words, has the AWS CLI's own driver parse and validate each, and says what came out.

Nothing is sent: the call is stopped where it would be made, after the driver has parsed the words and the service's model has
validated what they say. Input and output are JSON, a command a line; an answer is {"operation", "params"} or {"error"}.
"""

import argparse
import contextlib
import io
import json
import os
import sys
import tempfile

# No configuration, no credentials and no metadata service of this machine.
for name in list(os.environ):
    if name.startswith("AWS_"):
        del os.environ[name]
os.environ.update(
    AWS_CONFIG_FILE=os.devnull,
    AWS_SHARED_CREDENTIALS_FILE=os.devnull,
    AWS_EC2_METADATA_DISABLED="true",
    AWS_ACCESS_KEY_ID="none",
    AWS_SECRET_ACCESS_KEY="none",
    AWS_PAGER="",
)

import awscli.clidriver  # noqa: E402: after the environment
import botocore.client  # noqa: E402

# An option is written whole: the AWS CLI also takes the beginning of one, as long as no other begins so.
argparse.ArgumentParser._get_option_tuples = lambda self, option: []

# A client is made for each command, so that the hooks of the command before it are gone. What is the same in all clients of a
# service is made once: its model, and the methods of its class, 700 of them for EC2. That was half of the time.
client = botocore.client.ClientCreator
model, methods = client._load_service_model, client._create_methods
models, classes = {}, {}
client._load_service_model = lambda self, name, version=None: (
    models.get(name) or models.setdefault(name, model(self, name, version)))
client._create_methods = lambda self, of: dict(
    classes.get(of.service_name) or classes.setdefault(of.service_name, methods(self, of)))


class Stopped(Exception):
    """The call would be made now."""


class Driver:
    """The AWS CLI's driver, with hooks that note what it was about to ask for, and stop it there."""

    def __init__(self):
        self.driver = awscli.clidriver.create_clidriver()
        self.driver.session.register_component("data_loader", loader)
        self.driver.session.register("before-parameter-build.*.*", self.note)
        self.driver.session.register("before-call.*.*", self.stop)

    def note(self, params, model, **_):
        self.asked = {"operation": model.service_model.service_name + " " + model.name, "params": params}

    def stop(self, **_):
        self.valid = True
        raise Stopped()

    def check(self, words):
        self.asked, self.valid = None, False
        said = io.StringIO()
        with contextlib.redirect_stderr(said), contextlib.redirect_stdout(said), contextlib.suppress(SystemExit):
            self.driver.main(words)
        if self.valid:
            return self.asked
        return {"error": " ".join(said.getvalue().split()) or "it asks for nothing"}


def files(words):
    """Writes the files that a command has its values from: the person writes them first, and here all are empty policies."""
    for word in words:
        if word.startswith("file://") and os.path.basename(word) == word[len("file://"):]:
            with open(word[len("file://"):], "w") as f:
                f.write("{}")


folder = tempfile.TemporaryDirectory()
os.chdir(folder.name)
loader = awscli.clidriver.create_clidriver().session.get_component("data_loader")  # a service's model is read once for all
drivers = {}  # one for each operation: some of the AWS CLI's own hooks stay once an operation has used them
for line in sys.stdin:
    words = json.loads(line)
    files(words)
    operation = " ".join(words[:2])
    if operation not in drivers:
        drivers[operation] = Driver()
    print(json.dumps(drivers[operation].check(words), default=str), flush=True)
