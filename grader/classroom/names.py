"""Names and ids of people as platforms, schools and students write them, made comparable."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence

# Of a file called "h3_1700000012_张三" the number says whose it is, and the 3 does not.
_SHORTEST_ID = 4
_RUN = re.compile(r"\d+|[^\W\d]+")
_PLAIN = re.compile(r"\w[\w.-]{0,79}(?<!\.)")
# By Windows, whatever the ending.
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
_HAN = re.compile(r"[\u3400-\u9fff]{2,4}")


def folded(text: str) -> str:
    """Return a text without the differences that are none: case, width, composition, blanks."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold()).strip()


def words(name: str) -> list[str]:
    """Return a name's words, the given name first, without case and punctuation."""
    last, comma, first = name.partition(",")
    text = folded(f"{first} {last}" if comma else name)
    return "".join(char if _is_letter(char) else " " for char in text).split()


def _is_letter(char: str) -> bool:
    # M: marks, such as accents that follow their letter.
    return char.isalnum() or unicodedata.category(char).startswith("M")


def parts(text: str) -> Iterator[tuple[str, str]]:
    """Yield the numbers, logins and names that may stand in a file's name.

    Returns:
        ("any", id) for what holds a digit and is long enough to be an id; ("letters", name) for all
        words without digits, and for the only ones in Chinese characters, and for the others.
    """
    split = words(text)
    pieces = [piece for word in split for piece in _RUN.findall(word)]
    for piece in dict.fromkeys([*split, *pieces]):
        if len(piece) >= _SHORTEST_ID and any(char.isdigit() for char in piece):
            yield "any", piece

    chinese = [piece for piece in pieces if _HAN.fullmatch(piece)]
    names = "".join(word for word in split if not any(char.isdigit() for char in word))
    found = [names]
    if len(chinese) == 1:  # what stands beside it may be another's name
        found += [chinese[0], names.replace(chinese[0], "")]
    for name in filter(None, dict.fromkeys(found)):
        yield "letters", name


def file_names(keys: Sequence[str]) -> list[str]:
    """Return a file name, without an ending, for each key.

    The key itself, where every system takes it as one and it differs from all others in more than
    case. Any other gets a digest after a "~", which no plain key holds: so no two names are the
    same.
    """
    alike = Counter(key.casefold() for key in keys)
    return [
        key if alike[key.casefold()] == 1 and _is_plain(key) else _with_digest(key) for key in keys
    ]


def _is_plain(key: str) -> bool:
    plain = key.isascii() and _PLAIN.fullmatch(key)
    return bool(plain) and not _RESERVED.fullmatch(key)


def _with_digest(key: str) -> str:
    readable = re.sub(r"[^\w-]+", "_", key)[:40]
    digest = hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()
    return f"{readable}~{digest[:16]}"
