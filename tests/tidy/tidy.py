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
RAW_COLUMNS_MAX = 130  # the text of a raw string is another language's, or data

# (what must not stand, in which files, where it may stand after all, why)
BANNED = [
    (r"\basio::detached\b", r"\.(cpp|hpp)$", r"^src/async/task_group", "spawn with async::task_group"),
    (r"boost/beast", r"\.(cpp|hpp)$", r"^src/http/", "only http knows Beast"),
    (r"libpq-fe\.h", r"\.(cpp|hpp)$", r"^src/postgres/", "only postgres knows libpq"),
    (r"hiredis/", r"\.(cpp|hpp)$", r"^src/redis/", "only redis knows hiredis"),
    (r"using namespace std;", r"\.(cpp|hpp)$", None, "name what you use"),
    (r"\bstd::this_thread::sleep_", r"\.(cpp|hpp)$", None, "wait for the event itself"),
    (r"\bDISABLED_", r"\.(cpp|hpp)$", None, "a test that nobody runs"),
    (r"\bGTEST_SKIP", r"\.(cpp|hpp)$", None, "a skipped test proves nothing"),
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


# What a C++ parser would not see: comments, and the inside of texts and characters.
INVISIBLE = re.compile(r"""//[^\n]* | /\*.*?\*/ | R"(?P<mark>[a-z]*)\(.*?\)(?P=mark)" | "(?:\\.|[^"\\\n])*"
                           | (?<![0-9a-zA-Z_])'(?:\\.|[^'\\\n])+'""", re.X | re.S)


def blanked(text):
    """The text with what a parser would not see as blanks; its lines keep their numbers."""
    return INVISIBLE.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), text)


def functions(text):
    """First and last line of each function's definition, those of classes included; a lambda is part of the function
    that it stands in. In formatted code a body's brace follows a blank, an initializer's does not."""
    open_braces, statement, line, first = [], "", 1, None
    for before, letter in zip(" " + text, text):
        if letter == "\n":
            line += 1
        if letter == "{" and not before.isspace():
            open_braces.append(("initializer", statement, first))
            statement, first = "", None
        elif letter == "{":
            inside = not open_braces or open_braces[-1][0] == "scope"
            words = re.sub(r"\b(template|requires|alignas)\s*[<(].*?[>)]", " ", statement)
            if inside and re.match(r"\s*(inline\s+)?(namespace|extern|class|struct|union)\b", words):
                kind = "scope"
            elif inside and "(" in statement and not re.match(r"[^(]*[^=!<>]=[^=]", statement):
                kind = "function"
            else:
                kind = "other"
            open_braces.append((kind, statement, first))
            statement, first = "", None
        elif letter == "}":
            kind, statement, first = open_braces.pop() if open_braces else ("other", "", None)
            if kind == "function":
                yield first, line
            if kind != "initializer":
                statement, first = "", None
        elif letter == ";" or (letter == ":" and re.fullmatch(r"\s*(public|private|protected)", statement)):
            statement, first = "", None
        elif letter == "#" and not statement.strip():
            statement = "#"
        elif letter == "\n" and statement.startswith("#"):
            statement = ""
        else:
            statement += letter
            first = line if first is None and not letter.isspace() else first


def check_sizes(name, lines):
    limit = LINES_MAX.get(pathlib.Path(name).suffix)
    if limit is None:
        return
    if len(lines) > limit:
        yield f"{name}: {len(lines)} lines, at most {limit}"
    text = "\n".join(lines)
    raw = {line for found in INVISIBLE.finditer(text) if found[0].startswith('R"')
           for line in range(text.count("\n", 0, found.start()), text.count("\n", 0, found.end()) + 1)}
    for number, line in enumerate(lines):
        columns_max = RAW_COLUMNS_MAX if number in raw else COLUMNS_MAX
        if len(line) > columns_max and "http" not in line:
            yield f"{name}:{number + 1}: {len(line)} columns, at most {columns_max}"
    for began, ended in functions(blanked(text)):
        if ended - began + 1 > FUNCTION_LINES_MAX:
            yield f"{name}:{began}: a function of {ended - began + 1} lines, at most {FUNCTION_LINES_MAX}"


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


# Sentences that answers of the API say: they begin with a capital and end with a full stop.
SAID = re.compile(r'"((?:[A-Z]|\\"\{\}\\")(?:[^"\\\n]|\\.)* (?:[^"\\\n]|\\.)*\.)"')
SAID_IN = re.compile(r"src/(json|http|accounts|stores|products|promos|reservations|notifications)/(?!.*(_test|_fuzz|docs|metrics)\.)")


def joined(text):
    """Without comments, and texts that stand side by side as one."""
    return re.sub(r'"\s*\n\s*"', "", re.sub(r"//[^\n]*", "", text))


def check_translations(root, names):
    """What the API says in English stands in the table of translations, what is put into it apart."""
    table = root / "src/base/translations.cpp"
    known = re.findall(r'sentence\{"((?:[^"\\]|\\.)*)"', joined(table.read_text())) if table.is_file() else []
    patterns = [re.compile(".*?".join(re.escape(piece) for piece in one.split("{}"))) for one in known]
    for name in names:
        if SAID_IN.match(name) and name.endswith((".cpp", ".hpp")):
            for said in SAID.findall(joined((root / name).read_text())):
                if not any(pattern.fullmatch(said) for pattern in patterns):
                    yield f"{name}: {said!r} has no translation in src/base/translations.cpp"


def check_migrations(names):
    """Two people took the same number: the migrator would refuse to start."""
    taken = {}
    for name in sorted(names):
        found = re.fullmatch(r"migrations/(V\d+)__\w+\.sql", name)
        if found and taken.setdefault(found[1], name) != name:
            yield f"{name}: {found[1]} is {taken[found[1]]} already"


def breaches(root):
    names = tracked(root)
    for name in names:
        if not re.search(r"\.(cpp|hpp|sql|py|cmake|sh)$", name):
            continue
        lines = (root / name).read_text().split("\n")
        yield from check_sizes(name, lines)
        yield from check_levels(name, lines)
        yield from check_banned(name, lines)
    yield from check_migrations(names)
    yield from check_translations(root, names)
    yield from check_architecture(root, names)


def self_test():
    cases = {
        "src/base/long.hpp": "\n" * 260,
        "src/base/wide.cpp": "int a; // " + "x" * 100 + "\n",
        "src/base/big.cpp": "void f() {\n" + "    g();\n" * 80 + "}\n",
        "src/base/member.hpp": "namespace base {\nclass a : public b<c> {\npublic:\n    explicit a(int n)\n"
                               "        : n_{n}\n        , m_{[] { return 1; }} {\n" + "        g();\n" * 80 +
                               "    }\n};\n} // namespace base\n",
        "src/base/lambda.cpp": "template <class F>\nauto f(F g)\n    -> int {\n    h([] {\n" + "        g('}');\n" * 80 +
                               "    });\n}\n",
        "src/base/raw.cpp": 'auto a = R"(\n' + "x" * 140 + '\n)";\n',
        "src/base/up.cpp": '#include "http/server.hpp"\n',
        "src/promos/peek.cpp": '#include "stores/repository.hpp"\n',
        "src/app/beast.cpp": "#include <boost/beast/core.hpp>\n",
        "src/app/later.cpp": "// TO" + "DO: later\n",
        "src/app/marked.cpp": "// XX" + "X: look again\n",
        "src/promos/said.cpp": 'in.fail("name", "This was never said before.");\n',
        "migrations/V001__a.sql": "select 1;\n",
        "migrations/V001__b.sql": "select 1;\n",
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
    del cases["migrations/V001__a.sql"]  # the second one is told
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
