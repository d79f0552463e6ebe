from members.registration import limits


def test_addresses_of_one_ipv6_network_count_together():
    for number in range(limits.PER_PLACE):
        assert limits.may_ask_for_link(email=f"p{number}@x.example", place=f"2001:db8::{number:x}")

    assert not limits.may_ask_for_link(email="last@x.example", place="2001:db8::ffff")
    assert limits.may_ask_for_link(email="other@x.example", place="2001:db8:0:1::1")
    assert limits.may_ask_for_link(email="four@x.example", place="192.0.2.7")


def test_an_address_counts_whatever_its_spelling():
    for spelling in ("Dana@x.example", " dana@x.example ", "DANA@X.EXAMPLE"):
        assert limits.may_ask_for_link(email=spelling, place="192.0.2.7")

    assert not limits.may_ask_for_link(email="dana@x.example", place="192.0.2.8")
