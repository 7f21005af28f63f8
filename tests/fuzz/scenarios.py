"""Mutated scenario files: bytes, lines, words, and nodes of the YAML tree."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import yaml

from simulator.scenario.sources import shipped
from tests.fuzz.harness import Case

SHIPPED = {name: path.read_bytes() for name, path in shipped().items()}
BESIDE = {
    path.name: path.read_bytes()
    for path in next(iter(shipped().values())).parent.glob("*.csv")
    if path.stat().st_size < 1_000_000
}

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
DUMPER = getattr(yaml, "CSafeDumper", yaml.SafeDumper)

NASTY = tuple(Path(__file__).with_name("nasty.txt").read_text(encoding="utf-8").splitlines())
"""What is written in the place of something else."""

ODD_BYTES = (
    *(b"\0", b"\xff\xfe", b"\xef\xbb\xbf", b"\xe9", b"\r", b"\t"),
    *(b"\x1b[2J", b"\xed\xa0\x80", b"\x85"),
)

Mutation = Callable[[bytes, Random], bytes]


def cases(number: int, seed: int) -> Iterator[Case]:
    """This many mutants of the scenarios that ship, validated."""
    random = Random(seed)
    names = list(SHIPPED)
    for k in range(number):
        name = names[k % len(names)]
        how = MUTATIONS[k // len(names) % len(MUTATIONS)]
        text = SHIPPED[name]
        for _ in range(random.choice((1, 1, 1, 2, 3, 8))):
            text = how(text, random)
        beside = BESIDE if name == "real_orders" else {}
        yield Case(
            f"{how.__name__} of {name} #{k}", ("validate", "s.yaml"), {"s.yaml": text} | beside
        )


def flipped_bytes(text: bytes, random: Random) -> bytes:
    """A byte is another one."""
    at = random.randrange(max(len(text), 1))
    return text[:at] + random.randbytes(1) + text[at + 1 :]


def inserted_bytes(text: bytes, random: Random) -> bytes:
    """Something that text files do not hold, or hold at their beginning only."""
    odd = random.choice(ODD_BYTES)
    at = random.choice((0, random.randrange(len(text) + 1)))
    return text[:at] + odd * random.choice((1, 1, 3)) + text[at:]


def lost_or_doubled_bytes(text: bytes, random: Random) -> bytes:
    """A stretch is missing, or there twice; or the end is cut off."""
    low, high = sorted(random.randrange(len(text) + 1) for _ in range(2))
    high = min(high, low + random.choice((1, 5, 50, len(text))))
    return random.choice((text[:low] + text[high:], text[:high] + text[low:], text[:high]))


def other_encoding(text: bytes, random: Random) -> bytes:
    """Saved as something else than UTF-8."""
    plain = text.decode("utf-8", "replace").replace("a", random.choice("aäŒ€"), 3)
    return plain.encode(
        random.choice(("utf-16", "utf-32", "latin-1", "cp1252", "utf-7")), "replace"
    )


def moved_lines(text: bytes, random: Random) -> bytes:
    """A line is lost, doubled, elsewhere, indented, or has a tab."""
    lines = text.split(b"\n")
    at, other = random.randrange(len(lines)), random.randrange(len(lines))
    line = lines[at]
    match random.randrange(6):
        case 0:
            del lines[at]
        case 1:
            lines.insert(other, line)
        case 2:
            lines[at], lines[other] = lines[other], line
        case 3:
            lines[at] = b" " * random.randrange(1, 5) + line
        case 4:
            lines[at] = line[random.randrange(1, 4) :]
        case _:
            lines[at] = b"\t" + line.lstrip()
    return b"\n".join(lines)


def other_numbers(text: bytes, random: Random) -> bytes:
    """A number is a thousand times as large, negative, or something that only looks like one."""
    found = list(re.finditer(rb"(?<![\w.])\d+(\.\d+)?", text))
    if not found:
        return text
    match = random.choice(found)
    written = random.choice(
        (
            *(match[0] + b"000", b"-" + match[0], b"0", match[0] + b"e12", b"0." + match[0]),
            *(word.encode() for word in random.sample(NASTY, 2)),
        )
    )
    return text[: match.start()] + written + text[match.end() :]


def other_words(text: bytes, random: Random) -> bytes:
    """A word is misspelt, or another word of the file."""
    words = list(re.finditer(rb"[A-Za-z_]{2,}", text))
    if not words:
        return text
    match, other = random.choice(words), random.choice(words)
    at = random.randrange(len(match[0]))
    misspelt = match[0][:at] + match[0][at + 1 :]
    return text[: match.start()] + random.choice((misspelt, other[0])) + text[match.end() :]


def other_nodes(text: bytes, random: Random) -> bytes:
    """A value of the tree is replaced, removed, renamed, wrapped, or exchanged with another."""
    try:
        root = yaml.compose(text, Loader=LOADER)
        holders = list(_holders(root)) if root is not None else []
    except (yaml.YAMLError, RecursionError, ValueError):
        return text
    if not holders:
        return text
    holder = random.choice(holders)
    items = holder.value
    k = random.randrange(len(items))
    is_mapping = isinstance(holder, yaml.MappingNode)
    held = items[k][1] if is_mapping else items[k]
    put: yaml.Node | None = held
    match random.randrange(7):
        case 0:
            put = None
        case 1:
            other = random.choice(random.choice(holders).value)
            put = other[1] if isinstance(other, tuple) else other
        case 2:
            put = yaml.SequenceNode(
                "tag:yaml.org,2002:seq", [held] * random.choice((1, 2)), flow_style=True
            )
        case 3 if is_mapping:
            key = random.choice(
                [k.value for h in holders if isinstance(h, yaml.MappingNode) for k, _ in h.value]
            )
            items.append((yaml.ScalarNode("tag:yaml.org,2002:str", key), held))
        case _:
            put = _nasty(random)
    if put is None:
        del items[k]
    else:
        items[k] = (items[k][0], put) if is_mapping else put
    try:
        return yaml.serialize(root, Dumper=DUMPER, allow_unicode=True).encode(
            "utf-8", "surrogatepass"
        )
    except (yaml.YAMLError, RecursionError):
        return text


def _holders(root: yaml.Node) -> Iterator[yaml.CollectionNode]:
    """Every mapping and list that holds something, once, though it may hold itself."""
    found: dict[int, yaml.CollectionNode] = {}
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if isinstance(node, yaml.CollectionNode) and node.value and id(node) not in found:
            found[id(node)] = node
            yield node
            waiting += [item[1] if isinstance(item, tuple) else item for item in node.value]


def _nasty(random: Random) -> yaml.Node:
    try:
        return yaml.compose(random.choice(NASTY), Loader=LOADER) or _nasty(random)
    except yaml.YAMLError:
        return yaml.ScalarNode("tag:yaml.org,2002:str", random.choice(NASTY), style='"')


MUTATIONS: tuple[Mutation, ...] = (
    other_nodes,
    other_numbers,
    other_nodes,
    moved_lines,
    other_nodes,
    other_words,
    flipped_bytes,
    inserted_bytes,
    lost_or_doubled_bytes,
    other_encoding,
)
