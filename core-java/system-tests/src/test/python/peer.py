"""Does what the interop tests ask for with LangChain's own classes.

One JSON object a line comes in, {"call": name, "arguments": {...}}, and one goes out,
{"returns": value} or {"raises": class, "message": text}. Ends when its input does.
"""

import json
import os
import sys

from calls import Calls


def main() -> None:
    # Whatever else prints must not stand between the answers.
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
