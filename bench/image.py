"""The image's file system, started as a container engine would start it: tools/image/run, by root."""

import json
import os
from pathlib import Path

from processes import HERE, BenchError

RUN = HERE.parent / "tools/image/run"
RULES = "etc/rehost/rules/bench.yaml"


class Image:
    """An unpacked image, with rules where Kubernetes would mount them; to be closed."""

    def __init__(self, root, rules):
        self.root = Path(root).resolve()
        self.entrypoint = config(root)["Entrypoint"]
        if os.geteuid() != 0:
            raise BenchError("running the image's file system takes root")
        self.rules = self.root / RULES
        self.rules.write_text(rules)
        self.rules.chmod(0o644)

    def command(self, *arguments):
        """That which runs the program with these arguments."""
        return [str(RUN), str(self.root), *self.entrypoint, *arguments]

    def environment(self, more=""):
        """Variables of its start; without the AOT cache it fails, instead of being slow."""
        return {"REHOST_RULES_FILE": f"/{RULES}", "JAVA_TOOL_OPTIONS": f"-XX:AOTMode=on {more}".strip()}

    def close(self):
        self.rules.unlink(missing_ok=True)


def java_pid(running):
    """The program itself among the processes that start it, or None if it isn't there yet."""
    for pid in running.pids():
        try:
            if Path(f"/proc/{pid}/comm").read_text().strip() == "java":
                return pid
        except FileNotFoundError:
            pass  # has ended since
    return None


def config(root):
    """The image's configuration, which .ci/image puts beside its file system."""
    file = Path(root).parent / "config.json"
    if not file.exists():
        raise BenchError(f"{root}: no image (expected: what make image-test unpacks, target/image/root)")
    return json.loads(file.read_text())["config"]


def revision(root):
    """The commit that an unpacked image says it was built from."""
    return config(root)["Labels"]["org.opencontainers.image.revision"][:9]
