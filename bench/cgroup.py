"""A bound of memory and CPU as the kernel keeps it for a container: a cgroup of version 2 or 1, of root's making."""

import os
import time
from pathlib import Path

ROOT = Path("/sys/fs/cgroup")
PERIOD_US = 100_000


class Cgroup:
    """A cgroup of its own; to be closed when its processes have ended.

    memory is in bytes, cpus in cores (None: no bound). Raises OSError where no cgroup can be made.
    """

    def __init__(self, name, memory, cpus=None):
        self.two = (ROOT / "cgroup.controllers").exists()
        self.folders = []
        try:
            if self.two:
                self._make_two(name, memory, cpus)
            else:
                self._make_one(name, memory, cpus)
        except OSError:
            self.close()
            raise

    def _make_two(self, name, memory, cpus):
        # A cgroup that holds processes can't hand controllers down: the root can, or a delegated one that is empty.
        parent = ROOT
        wanted = "+memory" if cpus is None else "+memory +cpu"
        (parent / "cgroup.subtree_control").write_text(wanted)
        folder = self._folder(parent / name)
        (folder / "memory.max").write_text(str(memory))
        self._swap_off(folder / "memory.swap.max", 0)
        if cpus is not None:
            (folder / "cpu.max").write_text(f"{round(cpus * PERIOD_US)} {PERIOD_US}")

    def _make_one(self, name, memory, cpus):
        folder = self._folder(ROOT / "memory" / name)
        (folder / "memory.limit_in_bytes").write_text(str(memory))
        self._swap_off(folder / "memory.memsw.limit_in_bytes", memory)
        if cpus is not None:
            folder = self._folder(ROOT / "cpu" / name)
            (folder / "cpu.cfs_period_us").write_text(str(PERIOD_US))
            (folder / "cpu.cfs_quota_us").write_text(str(round(cpus * PERIOD_US)))

    def _folder(self, folder):
        folder.mkdir()
        self.folders.append(folder)
        return folder

    def _swap_off(self, file, value):
        if file.exists():  # not where the kernel has no swap accounting
            file.write_text(str(value))

    def describe(self):
        return f"a cgroup of version {2 if self.two else 1}"

    def starting(self, command):
        """The command, so that it is in the cgroup from its first instruction on."""
        enter = "".join(f"echo $$ >{folder}/cgroup.procs; " for folder in self.folders)
        return ["sh", "-c", f'{enter}exec "$@"', "sh", *command]

    def used(self):
        """Bytes now."""
        return self._read("memory.current", "memory.usage_in_bytes")

    def most(self):
        """The most bytes that it has held; 0 where the kernel (before 5.19, version 2) doesn't say."""
        return self._read("memory.peak", "memory.max_usage_in_bytes")

    def parts(self):
        """Bytes now, of which: memory of programs, pages of files, the kernel's own (sockets and their buffers)."""
        stat = dict(line.split() for line in (self.folders[0] / "memory.stat").read_text().splitlines())
        if self.two:
            return tuple(int(stat.get(key, 0)) for key in ("anon", "file", "kernel"))
        kernel = self._read("", "memory.kmem.usage_in_bytes") + self._read("", "memory.kmem.tcp.usage_in_bytes")
        return int(stat["rss"]), int(stat["cache"]), kernel

    def kills(self):
        """Processes that the kernel has killed for want of memory."""
        file = self.folders[0] / ("memory.events" if self.two else "memory.oom_control")
        fields = dict(line.split() for line in file.read_text().splitlines())
        return int(fields.get("oom_kill", 0))

    def _read(self, two, one):
        file = self.folders[0] / (two if self.two else one)
        return int(file.read_text()) if file.exists() else 0

    def close(self):
        for folder in reversed(self.folders):
            _remove(folder)


def _remove(folder):
    """The kernel takes a moment to let go of processes that have ended."""
    end = time.monotonic() + 10
    while True:
        try:
            os.rmdir(folder)
            return
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.05)
