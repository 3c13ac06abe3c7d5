"""The offline judge: from a history and the rows that were left to the promises that were broken.

Pure functions over plain data, so that the judge itself is tested with histories that break each promise.
"""

import collections
import dataclasses
import itertools

from plan import IDLE_SECONDS_MAX, IDLE_SECONDS_MAX_WITHOUT_REDIS

# Rows are read by psql with microseconds; clocks of one machine.
SLACK = 0.005


@dataclasses.dataclass
class Row:
    """A reservation as the database has it; moments are seconds since 1970, or nothing."""

    id: int
    promo: int
    user: int
    status: str
    created: float
    reserved_until: float
    completed: float | None
    ended: float | None
    redeemed: float | None
    pickup_code: str

    def free_again(self):
        """When its unit could be sold again; nothing while it is held or sold."""
        if self.status == "expired":
            return min(self.reserved_until, self.ended or self.reserved_until)
        return self.ended if self.status == "cancelled" else None

    def gave_back(self):
        """When its unit was counted as free."""
        return self.ended if self.status in ("expired", "cancelled") else None


@dataclasses.dataclass
class Promo:
    id: int
    stock: int  # when it was published
    max_per_user: int
    opens: float
    closes: float


@dataclasses.dataclass
class Left:
    """What a run left in the database."""

    promos: list
    rows: list
    notices: dict  # (promo, user) -> [delivery status]
    audit: collections.Counter  # (action, object type, object id) -> entries
    eligible: dict  # promo -> users who must have a notice
    ledger: str  # what `check --ledger` complains of


def judge(history, left, without_redis=()):
    """The broken promises, in words."""
    rows = {row.id: row for row in left.rows}
    return [*accepted_is_kept(history, rows), *keys_are_honoured(history), *units_are_not_sold_twice(history, left),
            *shoppers_keep_to_their_limit(left), *holds_keep_their_times(history, left),
            *refusals_are_true(history, left, without_redis), *notices_come_once(left), *audit_is_whole(history, left),
            *([f"the ledger disagrees: {left.ledger}"] if left.ledger else [])]


def accepted_is_kept(history, rows):
    for one in history:
        if one.kind == "read" or one.status not in (200, 201):
            continue
        identity = one.body.get("id") if one.kind == "reserve" else one.reservation
        row = rows.get(identity)
        if one.kind == "extend":
            continue
        if row is None:
            yield f"{one.kind} answered {one.status} for reservation {identity}, which is not there"
        elif one.kind == "reserve" and (row.user, row.promo) != (one.user, one.promo):
            yield f"reservation {row.id} belongs to another shopper or promo than it was granted to"
        elif one.kind == "complete" and (row.completed is None or row.pickup_code != one.body.get("pickup_code")):
            yield f"reservation {row.id} was completed with a code, and is {row.status} with another or none"
        elif one.kind == "cancel" and row.status != "cancelled":
            yield f"reservation {row.id} was cancelled and is {row.status}"
        elif one.kind == "redeem" and row.redeemed is None:
            yield f"reservation {row.id} was redeemed and is not"


def keys_are_honoured(history):
    """An operation keeps its key through all its tries, so that a shopper's one wish is one hold."""
    granted = collections.Counter(one.body["id"] for one in history if one.kind == "reserve" and one.status == 201)
    for identity, times in granted.items():
        if times > 1:
            yield f"reservation {identity} was answered as new to {times} different keys"


def _stock_bounds(history, promo):
    """Lists of moments: when the stock may have grown by one, and when it must have."""
    grown = [one for one in history if one.kind == "extend" and one.promo == promo.id]
    may = sorted(one.began for one in grown if one.status in (0, 200))
    must = sorted(one.ended for one in grown if one.status == 200)
    return may, must


def units_are_not_sold_twice(history, left):
    for promo in left.promos:
        may, _ = _stock_bounds(history, promo)
        changes = [(moment - SLACK, 1) for moment in may]  # units that are there
        for row in left.rows:
            if row.promo == promo.id:
                changes.append((row.created, -1))
                if row.gave_back() is not None:
                    changes.append((row.gave_back() - SLACK, 1))
        free = promo.stock
        for moment, change in sorted(changes):
            free += change
            if free < 0:
                yield f"promo {promo.id} had {-free} units more held and sold than there were, at {moment:.6f}"
                break


def shoppers_keep_to_their_limit(left):
    for promo in left.promos:
        mine = collections.defaultdict(list)
        for row in left.rows:
            if row.promo == promo.id:
                mine[row.user].append(row)
        for user, rows in mine.items():
            bought = sum(row.status == "completed" for row in rows)
            if bought > promo.max_per_user:
                yield f"shopper {user} bought {bought} of promo {promo.id}, {promo.max_per_user} were allowed"
            rows.sort(key=lambda row: row.created)
            for first, second in itertools.pairwise(rows):
                until = first.completed or first.ended
                if until is None or until > second.created + SLACK:
                    yield f"shopper {user} had two holds of promo {promo.id} at once: {first.id} and {second.id}"


def holds_keep_their_times(history, left):
    asked = {one.body["id"]: one.began for one in history if one.kind == "reserve" and one.status == 201}
    for promo in left.promos:
        for row in (row for row in left.rows if row.promo == promo.id):
            if not promo.opens <= row.created < promo.closes:
                yield f"reservation {row.id} was granted while promo {promo.id} was not open"
            if row.completed is not None and row.completed > row.reserved_until + SLACK:
                yield f"reservation {row.id} was completed {row.completed - row.reserved_until:.3f} s after its deadline"
            if row.status == "expired" and row.ended < row.reserved_until - SLACK:
                yield f"reservation {row.id} expired {row.reserved_until - row.ended:.3f} s before its deadline"
            if row.id in asked and row.created < asked[row.id] - SLACK:
                yield f"reservation {row.id} was made {asked[row.id] - row.created:.3f} s before it was asked for"
            if row.status == "reserved" and row.reserved_until < left_at(history) - 3:
                yield f"reservation {row.id} is still held past its deadline"


def left_at(history):
    return max((one.ended for one in history), default=0.0)


def idle_spans(history, left, promo):
    """(from, to) while a unit of the promo was certainly free."""
    _, must = _stock_bounds(history, promo)
    changes = [(promo.opens, 0), *((moment, 1) for moment in must)]
    for row in left.rows:
        if row.promo == promo.id:
            changes.append((row.created, -1))
            if row.free_again() is not None:
                changes.append((row.free_again(), 1))
    free = promo.stock
    began = None
    for moment, change in sorted(changes):
        free += change
        if free > 0 and began is None:
            began = moment
        elif free <= 0 and began is not None:
            yield began, moment
            began = None
    if began is not None:
        yield began, promo.closes


def refusals_are_true(history, left, without_redis):
    for promo in left.promos:
        spans = list(idle_spans(history, left, promo))
        for one in history:
            if one.kind != "reserve" or one.promo != promo.id or one.code() != "sold_out":
                continue
            away = any(start - SLACK < one.ended and one.asked < end for start, end in without_redis)
            patience = IDLE_SECONDS_MAX_WITHOUT_REDIS if away else IDLE_SECONDS_MAX
            for start, end in spans:
                if start + patience < one.asked and one.ended < end:
                    yield (f"shopper {one.user} was told that promo {promo.id} is sold out, {one.asked - start:.3f} s after"
                           f" a unit was free (until {end - one.ended:.3f} s later)")
                    break


def notices_come_once(left):
    for promo, users in left.eligible.items():
        for user in users:
            states = left.notices.get((promo, user), [])
            if states != ["delivered"]:
                yield f"shopper {user} has these notices of promo {promo}: {states}, not one that was delivered"


def audit_is_whole(history, left):
    for action, kind, object_type in (("redeemed", "redeem", "reservation"), ("extended", "extend", "flash_promo")):
        answered = collections.Counter()
        for one in history:
            if one.kind == kind and one.status == 200:
                answered[one.reservation if kind == "redeem" else one.promo] += 1
        for identity, times in answered.items():
            entries = left.audit[(action, object_type, identity)]
            if entries < (1 if kind == "redeem" else times):
                yield f"{object_type} {identity} was {action} {times} times and the audit log has {entries} entries"
