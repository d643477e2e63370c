"""Prints the table of dev.bytestore.internal.json.PrintableCharacters, or the ranges for its test.

    python3.11 printable.py java    the runs, for the text block in the Java source
    python3.11 printable.py json    the ranges, for golden/printable.json

Run it with the Python version whose tables you need; the output names that version.
"""

import json
import string
import sys
import unicodedata

ORIGIN = "CPython %d.%d, Unicode %s" % (*sys.version_info[:2], unicodedata.unidata_version)
COUNT = 0x110000


def ranges() -> list[tuple[int, int]]:
    """First and last character of each range that repr does not escape."""
    found: list[tuple[int, int]] = []
    for point in range(COUNT):
        if chr(point).isprintable():
            if found and found[-1][1] == point - 1:
                found[-1] = (found[-1][0], point)
            else:
                found.append((point, point))
    return found


def base36(number: int) -> str:
    digits = string.digits + string.ascii_lowercase
    text = ""
    while number:
        number, digit = divmod(number, 36)
        text = digits[digit] + text
    return text or "0"


def runs() -> list[int]:
    """Alternating lengths of the ranges of not printable and printable characters."""
    lengths: list[int] = []
    end = 0
    for first, last in ranges():
        lengths += [first - end, last + 1 - first]
        end = last + 1
    return lengths


def lines(words: list[str], width: int) -> list[str]:
    result = [""]
    for word in words:
        if len(result[-1]) + len(word) + 1 > width:
            result.append("")
        result[-1] += (" " if result[-1] else "") + word
    return result


if sys.argv[1:] == ["java"]:
    print(ORIGIN)
    print("\n".join(lines([base36(n) for n in runs()], 88)))
else:
    print(json.dumps({"obtained": "executed: " + ORIGIN, "about": "first and last code point of each range that str.isprintable says yes to", "ranges": ranges()}))
