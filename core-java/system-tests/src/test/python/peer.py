"""Runs the calls of the interop tests on LangChain's own classes.

Reads one JSON object per line, {"call": name, "arguments": {...}}, and writes one per line,
{"returns": value} or {"raises": class, "message": text}. Ends when its input ends.
"""

import json
import os
import sys

from calls import Calls


def main() -> None:
    # Any other output goes to stderr, so that it does not mix with the answers.
    answers = os.fdopen(os.dup(1), "w", encoding="ascii")
    os.dup2(2, 1)
    calls = Calls()
    for line in sys.stdin:
        request = json.loads(line)
        try:
            answer = {"returns": calls.run(request["call"], request["arguments"])}
        except Exception as e:
            answer = {"raises": type(e).__name__, "message": str(e)}
        print(json.dumps(answer), file=answers, flush=True)


if __name__ == "__main__":
    main()
