"""What is written to make a bound, in folders that stand for the kernel's."""

import tempfile
import unittest
from pathlib import Path
from unittest import mock

import cgroup

MIB = 1 << 20


class CgroupTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)
        for patched in (mock.patch.object(cgroup, "ROOT", self.root), mock.patch.object(cgroup, "_remove")):
            patched.start()
            self.addCleanup(patched.stop)

    def written(self, path):
        return (self.root / path).read_text()

    def test_version_2_bounds_memory_and_cpu_in_one_folder(self):
        (self.root / "cgroup.controllers").touch()
        made = cgroup.Cgroup("x", 160 * MIB, 1.5)
        self.assertEqual(self.written("cgroup.subtree_control"), "+memory +cpu")
        self.assertEqual(self.written("x/memory.max"), str(160 * MIB))
        self.assertEqual(self.written("x/cpu.max"), "150000 100000")
        (self.root / "x/memory.events").write_text("low 0\noom 1\noom_kill 1\n")
        (self.root / "x/memory.peak").write_text("7\n")
        (self.root / "x/memory.stat").write_text("anon 4\nfile 2\nkernel 1\n")
        self.assertEqual((made.kills(), made.most(), made.parts()), (1, 7, (4, 2, 1)))

    def test_version_1_bounds_them_in_two(self):
        for controller in ("memory", "cpu"):
            (self.root / controller).mkdir()
        made = cgroup.Cgroup("x", 160 * MIB, 2)
        self.assertEqual(self.written("memory/x/memory.limit_in_bytes"), str(160 * MIB))
        self.assertEqual(self.written("cpu/x/cpu.cfs_quota_us"), "200000")
        (self.root / "memory/x/memory.oom_control").write_text("oom_kill_disable 0\nunder_oom 0\noom_kill 0\n")
        self.assertEqual((made.kills(), made.most()), (0, 0))

    def test_a_program_enters_it_before_it_begins(self):
        (self.root / "cgroup.controllers").touch()
        command = cgroup.Cgroup("x", MIB).starting(["java", "-version"])
        self.assertEqual(command[:2], ["sh", "-c"])
        self.assertTrue(command[2].startswith(f"echo $$ >{self.root}/x/cgroup.procs; exec"))
        self.assertEqual(command[-2:], ["java", "-version"])

    def test_where_the_kernel_refuses_nothing_is_left(self):
        with self.assertRaises(OSError):
            cgroup.Cgroup("x", MIB)  # no controllers of either version
        cgroup._remove.assert_not_called()


if __name__ == "__main__":
    unittest.main()
