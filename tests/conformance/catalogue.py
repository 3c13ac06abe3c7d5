"""Every route and every error, in the order in which it is asked for: one request makes what the next needs."""

import itertools

import manners
import people
import selling
import wares
from asking import post


def before_staff():
    return people.registrations()


def after_staff():
    return itertools.chain(
        (post("/api/users/register/", body, note) for note, body in people.BAD_REGISTRATIONS.items()),
        people.sessions(), people.profile(), wares.stores(), wares.store_lists(), wares.products(), selling.promos(),
        selling.live(), selling.owners_actions(), selling.holds(), selling.keys(), selling.reservation_lists(),
        selling.notices(), manners.verbs(), manners.media_types(), manners.problems(), manners.addresses(), people.users(),
        people.passwords(), selling.endings(), wares.removals())
