"""The commands of the documents: each line of each `bash` block, and the list of those that the earlier set-up had."""

import pathlib
import re

PLACEHOLDER = "[servicio]"
CHOSEN = "web"


def of(page):
    """The commands of a page's `bash` blocks, in order."""
    found = []
    for block in re.findall(r"^```bash\n(.*?)^```", pathlib.Path(page).read_text(encoding="utf-8"), re.M | re.S):
        for line in block.replace("\\\n", " ").splitlines():
            line = line.split(" # ")[0].strip()
            if line and not line.startswith("#"):
                found.append(line)
    return found


def of_the_original(folder):
    lines = (pathlib.Path(folder) / "original_commands.txt").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def adapted(command):
    """As it is run: with the placeholder filled in."""
    return command.replace(PLACEHOLDER, CHOSEN)
