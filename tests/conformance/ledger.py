"""The list of accepted differences: every one has a reason, and none outlives what it speaks of."""

import fnmatch
import tomllib


class Ledger:
    def __init__(self, path):
        self.entries = tomllib.loads(path.read_text())["difference"]
        self.used = [set() for _ in self.entries]

    def accepts(self, request_name, line):
        """Whether an entry speaks of it; every one that does counts as used."""
        found = False
        for number, entry in enumerate(self.entries):
            if not fnmatch.fnmatchcase(line, entry["differs"]):
                continue
            for pattern in entry["requests"]:
                if fnmatch.fnmatchcase(request_name, pattern):
                    self.used[number].add(pattern)
                    found = True
        return found

    def unused(self):
        for entry, used in zip(self.entries, self.used):
            for pattern in entry["requests"]:
                if pattern not in used:
                    yield f"no longer differs: {pattern}: {entry['differs']}"
