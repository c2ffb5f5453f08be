"""An order in which nothing comes before what it was made from."""

from __future__ import annotations

import heapq
from collections.abc import Collection, Mapping
from typing import Any


def in_order(rank: Mapping[int, Any], inputs: Mapping[int, Collection[int]]) -> list[int]:
    """Return the keys by their rank, but none before its inputs. All ranks differ.

    >>> in_order({1: 30, 2: 10, 3: 20}, {1: (), 2: (1,), 3: ()})
    [3, 1, 2]
    """
    order = sorted(rank, key=rank.__getitem__)
    place = {key: at for at, key in enumerate(order)}
    if all(place[source] < place[key] for key in order for source in inputs[key]):
        return order  # the rule: creation order is such an order already
    consumers: dict[int, list[int]] = {key: [] for key in rank}
    missing = {}
    for key in rank:
        sources = set(inputs[key])
        missing[key] = len(sources)
        for source in sources:
            consumers[source].append(key)
    ready = [(rank[key], key) for key, count in missing.items() if count == 0]
    heapq.heapify(ready)
    order = []
    while ready:
        key = heapq.heappop(ready)[1]
        order.append(key)
        for consumer in consumers[key]:
            missing[consumer] -= 1
            if missing[consumer] == 0:
                heapq.heappush(ready, (rank[consumer], consumer))
    return order
