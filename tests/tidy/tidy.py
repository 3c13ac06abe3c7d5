#!/usr/bin/env python3
"""Checks the house rules that a compiler does not: sizes, levels, banned tokens and ARCHITECTURE.md's table.

    tidy.py ROOT         prints a line for each breach and exits 1 when there is one
    tidy.py --self-test  breaks each rule in a temporary tree and demands that it is noticed
"""

import pathlib
import re
import subprocess
import sys
import tempfile

# DESIGN: a module includes lower levels and, at its own level, only modules that stand before it.
LEVELS = [
    ["base"],
    ["async", "json"],
    ["http", "postgres", "redis", "aws_wire"],
    ["aws", "tasks", "localaws"],
    ["accounts", "stores", "products", "promos", "reservations", "notifications"],
    ["app"],
]
ORDER = [module for level in LEVELS for module in level]
FEATURES = LEVELS[4]
# What one feature may see of another.
FEATURE_INTERFACE = {"service.hpp", "types.hpp", "audit.hpp", "idempotency.hpp"}

LINES_MAX = {".cpp": 500, ".hpp": 250}
FUNCTION_LINES_MAX = 70
COLUMNS_MAX = 100

# (what must not stand, in which files, where it may stand after all, why)
BANNED = [
    (r"\basio::detached\b", r"\.(cpp|hpp)$", r"^src/async/task_group", "spawn with async::task_group"),
    (r"boost/beast", r"\.(cpp|hpp)$", r"^src/http/", "only http knows Beast"),
    (r"libpq-fe\.h", r"\.(cpp|hpp)$", r"^src/postgres/", "only postgres knows libpq"),
    (r"hiredis/", r"\.(cpp|hpp)$", r"^src/redis/", "only redis knows hiredis"),
    (r"using namespace std;", r"\.(cpp|hpp)$", None, "name what you use"),
    (r"\bstd::this_thread::sleep_", r"\.(cpp|hpp)$", r"^tests/(support/process|integration/redis_test)",
     "wait for the event itself; only watching a foreign process needs it"),
    (r"\b(GTEST_SKIP|DISABLED_)", r"\.(cpp|hpp)$", r"^tests/integration/redis_test",
     "a skipped test proves nothing; only the one that needs root's mount namespace may say so"),
    (r"\bEXPECT_TRUE\(true\)", r"\.cpp$", None, "a test that cannot fail"),
    (r"(?i)\b(now\(\)|current_timestamp|current_date|localtimestamp)", r"\.sql$", None,
     "after a lock wait it is old: app_clock()"),
    (r"(?i)\bselect\s+\*", r"^src/.*\.sql$", None, "list the columns"),
    # "XXX" in quotes is ISO 4217's code for no currency.
    (r'\b(TODO|FIXME|HACK)\b|\bXXX\b(?!")', r"\.(cpp|hpp|sql|py|cmake|sh)$", r"^tests/tidy/", "finish it or file it"),
]


def tracked(root):
    listed = subprocess.run(["git", "-C", root, "ls-files", "-co", "--exclude-standard"],
                            capture_output=True, text=True, check=True).stdout.split("\n")
    return [name for name in listed if name and (root / name).is_file()]


def check_sizes(name, lines):
    limit = LINES_MAX.get(pathlib.Path(name).suffix)
    if limit is None:
        return
    if len(lines) > limit:
        yield f"{name}: {len(lines)} lines, at most {limit}"
    start, is_function, raw_string = None, False, False
    for number, line in enumerate(lines, 1):
        # The text of a raw string is another language's, or data.
        if raw_string:
            raw_string = not re.search(r'\)[a-z]*"', line)
            continue
        raw_string = bool(re.search(r'R"[a-z]*\((?!.*\)[a-z]*")', line))
        if len(line) > COLUMNS_MAX and "http" not in line and 'R"' not in line:
            yield f"{name}:{number}: {len(line)} columns, at most {COLUMNS_MAX}"
        # In formatted code a function at namespace level opens at the end of an unindented statement.
        if line.startswith("}"):
            if start and is_function and number - start + 1 > FUNCTION_LINES_MAX:
                yield f"{name}:{start}: a function of {number - start + 1} lines, at most {FUNCTION_LINES_MAX}"
            start, is_function = None, False
        elif line and not line[0].isspace() and line[0] not in "#/}" and not line.endswith(":") and start is None:
            start, is_function = number, False
        if start and re.search(r"\)[a-z >*&:<-]*\{$", line):
            is_function = is_function or not line[0].isspace() or line.startswith("     ")
        if start == number and (line.endswith(";") or re.match(r"(class|struct|enum|union|namespace|extern)\b", line)):
            start = None


def check_levels(name, lines):
    parts = name.split("/")
    if parts[0] != "src" or len(parts) < 3 or parts[1] not in ORDER:
        return
    module = parts[1]
    if parts[-1].endswith("_test.cpp"):
        return
    for number, line in enumerate(lines, 1):
        found = re.match(r'#include "([a-z_]+)/([a-z_/.]+)"', line)
        if not found or found[1] not in ORDER or found[1] == module:
            continue
        if ORDER.index(found[1]) > ORDER.index(module):
            yield f"{name}:{number}: {module} may not include {found[1]}, which stands above it"
        elif module in FEATURES and found[1] in FEATURES and found[2] not in FEATURE_INTERFACE:
            yield f"{name}:{number}: another feature is used through {' or '.join(sorted(FEATURE_INTERFACE))}"


def check_banned(name, lines):
    for pattern, where, allowed, why in BANNED:
        if not re.search(where, name) or (allowed and re.search(allowed, name)):
            continue
        for number, line in enumerate(lines, 1):
            code = line.split("--")[0] if name.endswith(".sql") else line
            if re.search(pattern, code):
                yield f"{name}:{number}: {line.strip()[:60]!r}: {why}"


def check_architecture(root, names):
    """Every folder of the top and of src/ stands in the table, and what stands there exists."""
    page = root / "ARCHITECTURE.md"
    if not page.is_file():
        yield "ARCHITECTURE.md is missing"
        return
    text = page.read_text()
    if text.count("\n") > 300:
        yield f"ARCHITECTURE.md: {text.count(chr(10))} lines, at most 300"
    listed = set(re.findall(r"^\| `([^`|]+)/` \|", text, re.M))
    folders = set()
    for name in names:
        parts = name.split("/")
        if len(parts) > 1 and not parts[0].startswith("."):
            folders.add(parts[0])
        if len(parts) > 2 and parts[0] == "src":
            folders.add("/".join(parts[:2]))
    for folder in sorted(folders - listed - {"src"}):
        yield f"ARCHITECTURE.md: {folder}/ is not in the table"
    for folder in sorted(listed - folders):
        yield f"ARCHITECTURE.md: {folder}/ is in the table but does not exist"


def breaches(root):
    names = tracked(root)
    for name in names:
        if not re.search(r"\.(cpp|hpp|sql|py|cmake|sh)$", name):
            continue
        lines = (root / name).read_text().split("\n")
        yield from check_sizes(name, lines)
        yield from check_levels(name, lines)
        yield from check_banned(name, lines)
    yield from check_architecture(root, names)


def self_test():
    cases = {
        "src/base/long.hpp": "\n" * 260,
        "src/base/wide.cpp": "int a; // " + "x" * 100 + "\n",
        "src/base/big.cpp": "void f() {\n" + "    g();\n" * 80 + "}\n",
        "src/base/up.cpp": '#include "http/server.hpp"\n',
        "src/promos/peek.cpp": '#include "stores/repository.hpp"\n',
        "src/app/beast.cpp": "#include <boost/beast/core.hpp>\n",
        "src/app/later.cpp": "// TO" + "DO: later\n",
        "src/app/marked.cpp": "// XX" + "X: look again\n",
        "src/promos/sql/old.sql": "select id from t where at < now();\n",
    }
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        subprocess.run(["git", "init", "-q", folder], check=True)
        for name, text in cases.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        (root / "ARCHITECTURE.md").write_text("| `src/gone/` | was here |\n")
        found = list(breaches(root))
    for name in [*cases, "src/app/ is not in the table", "src/gone/ is in the table"]:
        if not any(name in line for line in found):
            print(f"self-test: nothing noticed for {name}")
            return 1
    return 0


if __name__ == "__main__":
    if sys.argv[1] == "--self-test":
        sys.exit(self_test())
    problems = list(breaches(pathlib.Path(sys.argv[1]).resolve()))
    print("\n".join(problems))
    sys.exit(1 if problems else 0)
