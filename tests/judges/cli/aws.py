#!/usr/bin/env python3
"""The AWS CLI in one process: reads argument lists as lines of JSON, prints {code, stdout, stderr} for each.

Each list runs with a new driver, as a process of its own would; only starting Python is saved.
"""
import contextlib, io, json, random, sys

# A skeleton may have any value of an enum; here it is the first.
random.choice = lambda values: values[0]
real = sys.stdout
import awscli.clidriver

class Text(io.StringIO):
    """A standard output for the AWS CLI, parts of which write bytes."""
    @property
    def buffer(self):
        outer = self
        class Bytes(io.BytesIO):
            def write(self, data): outer.write(data.decode()); return len(data)
        return Bytes()
    encoding = 'utf-8'

for line in sys.stdin:
    out, err = Text(), Text()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try: code = awscli.clidriver.create_clidriver().main(json.loads(line))
        except SystemExit as e: code = e.code if isinstance(e.code, int) else 255
    print(json.dumps({'code': code or 0, 'stdout': out.getvalue(), 'stderr': err.getvalue()}), file=real, flush=True)
