#!/usr/bin/env python3
"""The judge finds each kind of broken promise in a history made for it, and none in a good one."""

import collections
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from judge import Left, Promo, Row, judge  # noqa: E402
from plan import make_plan  # noqa: E402
from world import Operation  # noqa: E402

PROMO, ANA, BEN, OWNER = 1, 11, 12, 1


def asked(kind, user, reservation, began, status, body=None):
    return Operation(0, kind, PROMO, user, reservation, began, began + 0.01, 1, status, body, began)


class JudgeTest(unittest.TestCase):
    """One unit: Ana holds and buys it, Ben is told that it is sold out."""

    def setUp(self):
        self.history = [asked("reserve", ANA, 0, 100.0, 201, {"id": 7}),
                        asked("complete", ANA, 7, 101.0, 200, {"id": 7, "pickup_code": "ABC"}),
                        asked("redeem", OWNER, 7, 101.5, 200, {"id": 7}),
                        asked("reserve", BEN, 0, 102.0, 409, {"code": "sold_out"})]
        self.row = Row(7, PROMO, ANA, "completed", 100.005, 110.0, 101.005, None, 101.505, "ABC")
        self.left = Left([Promo(PROMO, 1, 1, 99.0, 999.0)], [self.row], {(PROMO, ANA): ["delivered"]},
                         collections.Counter({("redeemed", "reservation", 7): 1}), {PROMO: [ANA]}, "")

    def broken(self):
        return "; ".join(judge(self.history, self.left))

    def test_a_good_history_breaks_nothing(self):
        self.assertEqual(self.broken(), "")

    def test_what_was_granted_is_there(self):
        self.left.rows.clear()
        self.assertIn("which is not there", self.broken())

    def test_what_was_completed_is_completed(self):
        self.row.completed, self.row.status, self.row.ended = None, "expired", 110.0
        self.assertIn("was completed with a code", self.broken())

    def test_what_was_cancelled_is_cancelled(self):
        self.history.append(asked("cancel", ANA, 7, 103.0, 200, {"id": 7}))
        self.assertIn("was cancelled and is completed", self.broken())

    def test_what_was_redeemed_is_redeemed(self):
        self.row.redeemed = None
        self.assertIn("was redeemed and is not", self.broken())

    def test_a_unit_is_sold_once(self):
        self.left.rows.append(Row(8, PROMO, BEN, "reserved", 100.5, 110.0, None, None, None, ""))
        self.assertIn("more held and sold", self.broken())

    def test_more_stock_may_be_sold(self):
        self.history.append(asked("extend", OWNER, 0, 100.2, 200))
        self.left.audit["extended", "flash_promo", PROMO] = 1
        self.left.rows.append(Row(8, PROMO, BEN, "completed", 100.5, 110.0, 100.9, None, None, "X"))
        self.assertNotIn("more held and sold", self.broken())

    def test_nobody_buys_too_much(self):
        self.left.promos[0].stock = 5
        self.left.rows.append(Row(8, PROMO, ANA, "completed", 101.1, 110.0, 101.2, None, None, "X"))
        self.assertIn("bought 2", self.broken())

    def test_nobody_holds_twice(self):
        self.left.promos[0].stock = 5
        self.left.rows.append(Row(8, PROMO, ANA, "cancelled", 100.5, 110.0, None, 100.7, None, ""))
        self.assertIn("two holds", self.broken())

    def test_nothing_is_granted_outside_the_window(self):
        self.left.promos[0].opens = 100.5
        self.assertIn("was not open", self.broken())

    def test_no_hold_is_completed_after_its_deadline(self):
        self.row.reserved_until = 100.9
        self.assertIn("after its deadline", self.broken())

    def test_no_hold_is_made_before_it_was_asked_for(self):
        self.row.created = 99.5
        self.assertIn("before it was asked for", self.broken())

    def test_no_hold_is_forgotten(self):
        self.left.rows.append(Row(8, PROMO, BEN, "reserved", 90.0, 95.0, None, None, None, ""))
        self.assertIn("still held past its deadline", self.broken())

    def test_a_free_unit_is_not_refused(self):
        self.left.promos[0].stock = 2
        self.assertIn("is sold out", self.broken())

    def test_a_unit_may_return_slowly_while_redis_is_away(self):
        self.row.status, self.row.completed, self.row.redeemed, self.row.ended = "cancelled", None, None, 101.0
        self.history = [asked("reserve", BEN, 0, 102.0, 409, {"code": "sold_out"})]
        self.assertIn("is sold out", self.broken())
        self.assertEqual(judge(self.history, self.left, [(101.5, 102.5)]), [])

    def test_a_key_makes_one_hold(self):
        self.history.append(asked("reserve", ANA, 0, 100.5, 201, {"id": 7}))
        self.assertIn("2 different keys", self.broken())

    def test_everybody_is_told_once(self):
        for states in ([], ["published"], ["delivered", "delivered"]):
            self.left.notices[PROMO, ANA] = states
            self.assertIn("not one that was delivered", self.broken())

    def test_the_audit_log_is_whole(self):
        self.left.audit.clear()
        self.assertIn("audit log has 0 entries", self.broken())

    def test_the_ledger_is_heard(self):
        self.left.ledger = "window 1"
        self.assertIn("the ledger disagrees", self.broken())


class PlanTest(unittest.TestCase):
    def test_a_seed_is_always_the_same(self):
        self.assertEqual(make_plan(5), make_plan(5))
        self.assertNotEqual(make_plan(5).faults, make_plan(6).faults)


if __name__ == "__main__":
    unittest.main()
