import itertools
import math

import pytest

from cluster_portal.home import helix


def test_a_point_stands_for_each_member_on_its_strand():
    points = helix.drawing((5, 0, 2, 1)).points

    assert [sum(point.strand == strand for point in points) for strand in range(4)] == [5, 0, 2, 1]


@pytest.mark.parametrize("counts", [(1, 1, 1, 1), (400, 3, 0, 12)])
def test_points_stay_within_the_drawing(counts):
    drawing = helix.drawing(counts)

    for point in drawing.points:
        assert 0 < point.x < helix.WIDTH
        assert drawing.radius < point.y < helix.HEIGHT - drawing.radius


def test_no_point_hides_another():
    drawing = helix.drawing((23, 4, 8, 4))

    for one, other in itertools.combinations(drawing.points, 2):
        assert math.dist((one.x, one.y), (other.x, other.y)) > 2 * drawing.radius


def test_many_members_make_smaller_points():
    assert helix.drawing((400, 1, 1, 1)).radius < helix.drawing((20, 1, 1, 1)).radius


def test_strands_behind_are_drawn_before_those_in_front():
    order = [piece.is_front for piece in helix.drawing((1, 1, 1, 1)).pieces]

    assert order == sorted(order)
    assert any(order)
    assert not all(order)


def test_a_cluster_without_members_still_has_its_strands():
    drawing = helix.drawing((0, 0, 0, 0))

    assert drawing.points == ()
    assert drawing.pieces
