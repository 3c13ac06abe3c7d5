"""What one seed does: its promos, its operations, its faults. Pure: the same seed gives the same plan."""

import dataclasses
import random

RUN_SECONDS = 10.0
CLIENTS = 12
SHOPPERS = 30
ROLES = ("web", "web2", "worker", "beat", "localaws")
# A unit may be idle for this long, while somebody is told "sold out", before that is a broken promise.
IDLE_SECONDS_MAX = 0.5
IDLE_SECONDS_MAX_WITHOUT_REDIS = 2.5


@dataclasses.dataclass(frozen=True)
class PromoPlan:
    stock: int
    hold_seconds: int
    max_per_user: int
    opens_in: float  # seconds; 0: open at once


@dataclasses.dataclass(frozen=True)
class Fault:
    at: float  # seconds from the start
    kind: str  # a function of faults.py
    target: str
    seconds: float


@dataclasses.dataclass(frozen=True)
class Plan:
    seed: int
    promos: tuple
    faults: tuple

    def dice_of(self, client):
        return random.Random(f"{self.seed} client {client}")


def make_fault(dice, at):
    kind = dice.choice(("kill", "kill", "freeze", "crash", "flush", "cut", "half_open"))
    target = {"kill": ROLES, "freeze": (*ROLES, "redis-server"), "crash": ("postgres", "redis-server")}.get(kind, ("",))
    return Fault(at, kind, dice.choice(target), dice.uniform(0.2, 1.0))


def make_plan(seed):
    dice = random.Random(seed)
    promos = [PromoPlan(stock=dice.randint(2, 6), hold_seconds=dice.randint(1, 3),
                        max_per_user=dice.randint(1, 2), opens_in=opens_in)
              for opens_in in (0.0, 0.0, dice.uniform(2.0, 5.0))]
    faults = []
    at = dice.uniform(0.3, 1.5)
    while at < RUN_SECONDS - 1:
        faults.append(make_fault(dice, at))
        at += dice.uniform(0.8, 2.5)
    return Plan(seed, tuple(promos), tuple(faults))


# How often shoppers and merchants do what, when they may.
OPERATIONS = {"reserve": 50, "complete": 12, "cancel": 12, "redeem": 4, "extend": 2, "read": 5}


def next_operation(dice):
    return dice.choices(tuple(OPERATIONS), tuple(OPERATIONS.values()))[0]
