"""Ragged lists: what goes in comes out, in the order asked for."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from transforms.ragged import concat, from_arrow, of_lengths


def test_lists_are_taken_in_the_order_asked_for() -> None:
    lists = of_lengths(np.array([1, 2, 3, 4, 5], np.uint32), np.array([2, 0, 3]))

    taken = lists.take(np.array([2, 1, 0, 2]))

    assert taken.values.tolist() == [3, 4, 5, 1, 2, 3, 4, 5]
    assert taken.lengths.tolist() == [3, 0, 2, 3]
    assert taken.rows.tolist() == [0, 0, 0, 2, 2, 3, 3, 3]


def test_arrow_gives_the_lists_back() -> None:
    column = pa.array([[1, 2], None, [], [3]], pa.list_(pa.uint64()))

    lists = from_arrow(column[1:], np.uint64)

    assert lists.lengths.tolist() == [0, 0, 1]
    assert lists.to_arrow().to_pylist() == [[], [], [3]]


def test_no_parts_join_to_no_lists() -> None:
    assert len(concat([], np.uint32)) == 0
