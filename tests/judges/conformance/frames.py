"""Prints the messages of botocore's tests of its event stream decoder, one line of JSON per message: whether it is well-formed, its
bytes, and its contents."""

import base64
import json
import runpy
import sys
import types
from unittest.mock import MagicMock


class Fields:
    """Replaces botocore's own types, of which only the fields are needed."""

    def __init__(self, **fields):
        self.__dict__.update(fields)


eventstream = types.ModuleType("botocore.eventstream")
eventstream.__getattr__ = lambda name: MagicMock()
eventstream.EventStreamMessage = eventstream.MessagePrelude = Fields
for name in ("pytest", "botocore", "botocore.exceptions", "botocore.parsers", "tests"):
    sys.modules[name] = MagicMock()
sys.modules["botocore.eventstream"] = eventstream


def text(data):
    return base64.b64encode(data).decode()


def value(header):
    return {"bytes": text(header)} if isinstance(header, bytes) else header


cases = runpy.run_path(sys.argv[1])
names = {id(case): name for name, case in cases.items()}
for case in cases["POSITIVE_CASES"]:
    encoded, message = case
    headers = {name: value(header) for name, header in message.headers.items()}
    holds = {"headers": headers, "payload": text(message.payload)}
    print(json.dumps({"id": names[id(case)], "bytes": text(encoded), "holds": holds}))
for case in cases["NEGATIVE_CASES"]:
    print(json.dumps({"id": names[id(case)], "bytes": text(case[0]), "holds": None}))
