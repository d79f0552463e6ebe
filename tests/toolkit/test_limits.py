from cluster_portal.toolkit import limits


def test_each_kind_value_and_window_is_counted_by_itself():
    assert [limits.count("a", "x") for _ in range(3)] == [1, 2, 3]

    assert limits.count("b", "x") == 1
    assert limits.count("a", "y") == 1
    assert limits.count("a", "x", seconds=limits.DAY) == 1


def test_next_window_begins_anew(monkeypatch):
    limits.count("a", "x")
    later = limits.time.time() + limits.HOUR
    monkeypatch.setattr(limits.time, "time", lambda: later)

    assert limits.count("a", "x") == 1


def test_house_is_one_place():
    assert limits.network_of("192.0.2.7") == "192.0.2.7"
    assert limits.network_of("2001:db8::1") == limits.network_of("2001:db8::ffff")
    assert limits.network_of("not an address") == "not an address"
