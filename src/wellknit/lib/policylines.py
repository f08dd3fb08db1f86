"""On which line of a TOML file does an entry stand? The parser forgets; an official needs to know."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

Path_ = tuple[Any, ...]

_HEADER = re.compile(r"^\s*(\[\[?)\s*([^\]]+?)\s*\]")
_WORD = r"""(?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*')"""
_KEY = re.compile(rf"^\s*({_WORD}(?:\s*\.\s*{_WORD})*)\s*=")
_PART = re.compile(_WORD)
_FENCES = ('"""', "'''")


def lines_of(text: str) -> dict[Path_, int]:
    """Path of keys and indexes → line from 1, for tables, arrays of tables and keys (not inline values)."""
    found: dict[Path_, int] = {}
    counts: dict[Path_, int] = {}
    table: Path_ = ()
    for number, line in _outside_strings(text):
        header = _HEADER.match(line)
        if header:
            table = _table(_parts(header.group(2)), header.group(1) == "[[", counts)
            found.setdefault(table, number)
            continue
        key = _KEY.match(line)
        if key:
            found.setdefault(table + _parts(key.group(1)), number)
    return found


def line_of(lines: dict[Path_, int], path: Path_) -> int:
    """Line of the path, or of the nearest thing around it; 0 when only the whole file can be named."""
    for length in range(len(path), 0, -1):
        if path[:length] in lines:
            return lines[path[:length]]
    return 0


def table_of(path: Path_) -> str:
    """A path as people write it: ``groups[2].questions[1]``, counted from 1."""
    text = ""
    for part in path:
        text += f"[{part + 1}]" if isinstance(part, int) else f".{part}"
    return text.lstrip(".")


def _table(parts: Path_, is_array: bool, counts: dict[Path_, int]) -> Path_:
    """The full path of a header: ``[[a.b]]`` inside the third ``[[a]]`` is (a, 2, b, n)."""
    path: Path_ = ()
    for position, part in enumerate(parts):
        path += (part,)
        if is_array and position == len(parts) - 1:
            counts[path] = counts.get(path, -1) + 1
        if path in counts:
            path += (counts[path],)
    return path


def _parts(dotted: str) -> Path_:
    return tuple(part.strip("\"'") for part in _PART.findall(dotted))


def _outside_strings(text: str) -> Iterator[tuple[int, str]]:
    """Lines that do not lie inside a multi-line string: prose may contain brackets and equal signs."""
    fence = ""
    for number, line in enumerate(text.splitlines(), start=1):
        if not fence:
            yield number, line
        rest = line
        while True:
            if fence:
                _, closed, rest = rest.partition(fence)
                if not closed:
                    break
                fence = ""
            else:
                starts = [(rest.index(mark), mark) for mark in _FENCES if mark in rest]
                if not starts:
                    break
                at, fence = min(starts)
                rest = rest[at + 3 :]
