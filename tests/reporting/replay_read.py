"""A replay read back in plain Python: what its picture has at a frame. Second to the page's own."""

from __future__ import annotations

import zlib
from base64 import b64decode

NOT_YET = 2**60


def columns_of(day):
    """The columns of numbers of a day, by name."""
    content = zlib.decompress(b64decode(day["data"])) if day["data"] else b""
    at, found = 0, {}
    for name, count in day["columns"]:
        values = []
        for _ in range(count):
            value, bits = 0, 0
            while content[at] > 127:
                value |= (content[at] & 127) << bits
                bits, at = bits + 7, at + 1
            values.append(value | content[at] << bits)
            at += 1
        found[name] = values
    assert at == len(content)
    return found


def back(code):
    """A signed number of its code."""
    return -(code + 1) // 2 if code % 2 else code // 2


class Film:
    """A day of a replay: parcels with their spells, lines, trucks."""

    def __init__(self, content, day):
        self.content, self.day = content, day
        self.spots = content["spots"]
        self.columns = columns_of(day)
        self.parcels = self._parcels()
        self.lines = {name: self._line(name, unit) for name, unit in day["lines"].items()}
        c = self.columns
        self.trucks = [
            (back(at), carrier, room - 1 if room else None, waiting, loaded)
            for at, carrier, room, waiting, loaded in zip(
                *(c[f"truck.{n}"] for n in ("at", "carrier", "room", "waiting", "loaded")),
                strict=True,
            )
        ]

    def _parcels(self):
        c, found, order, before, at = self.columns, [], 0, 0, 0
        for row, count in enumerate(c["spells"]):
            order += back(c["order"][row])
            since, spells = before, []
            for one in range(at, at + count):
                queued = since + back(c["queued"][one])
                wait, work = c["wait"][one], c["work"][one]
                began = queued + wait - 1 if wait else NOT_YET
                ended = began + work - 1 if work else NOT_YET
                spells.append(
                    (c["spot"][one], queued, began, ended, c["crew"][one] - 1, c["person"][one])
                )
                since = ended if work else began if wait else queued
            before, at = spells[0][1], at + count
            names = self.day["names"]
            found.append(
                {
                    "order": str(order) if names is None else names[order],
                    "number": c["number"][row],
                    "due": back(c["due"][row] - 1) if c["due"][row] else NOT_YET,
                    "spells": spells,
                }
            )
        return found

    def _line(self, name, unit):
        at, value, found = 0, 0, []
        for step, by in zip(self.columns[f"{name}.at"], self.columns[f"{name}.by"], strict=True):
            at, value = at + step * unit, value + back(by)
            found.append((at, value))
        return found

    def expected(self, carrier, frame):
        """When the next truck of a carrier is to come, as it is known at a frame; None for none."""
        c = self.columns
        for at, of, since, called in zip(
            *(c[f"truck.{n}"] for n in ("at", "carrier", "since", "called")), strict=True
        ):
            known = back(called - 1) if called else -NOT_YET
            if of == carrier and back(at) > frame and known <= frame:
                return back(at) - since
        return None

    def level(self, name, frame):
        """The value of a line at a frame; 0 of one that there is not."""
        return next((v for at, v in reversed(self.lines.get(name, ())) if at <= frame), 0)

    def state(self, frame):
        """What the page counts at a frame, under its names."""
        waiting, working = [0] * len(self.spots), [0] * len(self.spots)
        busy, late = [0] * len(self.content["crews"]), 0
        for parcel in self.parcels:
            inside = False
            for spot, queued, began, ended, crew, person in parcel["spells"]:
                if not queued <= frame < ended:
                    continue
                (working if began <= frame else waiting)[spot] += 1
                if began <= frame and person and crew >= 0:
                    busy[crew] += 1
                inside |= self.spots[spot]["before_the_door"]
            late += inside and parcel["due"] <= frame
        return {
            "waiting": waiting,
            "working": working,
            "late": late,
            "crews": [
                {
                    "name": name,
                    "busy": busy[k] + self.level(f"crew.{k}.inbound", frame),
                    **{
                        key: self.level(f"crew.{k}.{key}", frame)
                        for key in ("present", "on_break", "absent", "inbound")
                    },
                }
                for k, name in enumerate(self.content["crews"])
            ],
            "down": {m: self.level(f"down.{m}", frame) for m in self.content["machines"]},
            "doors": [
                {"name": "trucks"}
                | {k: self.level(f"trucks.{k}", frame) for k in ("in_the_yard", "at_a_door")}
            ]
            * bool(self.content["inbound"]),
            "inbound": [
                {"name": name}
                | {k: self.level(f"inbound.{name}.{k}", frame) for k in ("waiting", "working")}
                for name in self.content["inbound"]
            ],
            "outside": [
                {"name": name, "parcels": self.level(f"outside.{name}", frame)}
                for name in self.content["outside"]
            ],
            "stock": [
                {
                    "name": name,
                    "on_hand": self.level(f"sku.{k}.on_hand", frame),
                    "awaited": self.level(f"sku.{k}.awaited", frame),
                }
                for k, name in enumerate(self.day["skus"])
            ],
        }
