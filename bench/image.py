"""The image's file system, started as a container engine would start it: tools/image/run, by root."""

import os
import re
from pathlib import Path

from processes import HERE, BenchError

RUN = HERE.parent / "tools/image/run"
ENTRYPOINT = ["/opt/java/bin/java", "@/opt/rehost/jvm.options", "-jar", "/opt/rehost/quarkus-run.jar"]
RULES = "etc/rehost/rules/bench.yaml"


class Image:
    """An unpacked image, with rules where Kubernetes would mount them; to be closed."""

    def __init__(self, root, rules):
        self.root = Path(root).resolve()
        if not (self.root / ENTRYPOINT[0][1:]).exists():
            raise BenchError(f"{root}: no image (expected: what make image-test unpacks, target/image/root)")
        if os.geteuid() != 0:
            raise BenchError("running the image's file system takes root")
        self.rules = self.root / RULES
        self.rules.write_text(rules)
        self.rules.chmod(0o644)

    def command(self, *arguments):
        """That which runs the program with these arguments."""
        return [str(RUN), str(self.root), *ENTRYPOINT, *arguments]

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


def revision(root):
    """The commit that an unpacked image says it was built from."""
    config = Path(root).parent / "config.json"
    found = re.search(r'image\.revision[^0-9a-f]+([0-9a-f]{9})', config.read_text()) if config.exists() else None
    return found[1] if found else "unknown"
