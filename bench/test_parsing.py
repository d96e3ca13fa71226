"""What strace, jcmd and h2load print, and configurations with their marks."""

import re
import unittest

import counts
import kinds
import load
import proxies
import run

STRACE = """\
% time     seconds  usecs/call     calls    errors syscall
------ ----------- ----------- --------- --------- ----------------
 52.06    0.113311          11     10000           recvfrom
 40.10    0.087287          10      8000           writev
  4.00    0.008700           9       900       300 epoll_pwait2
  2.00    0.004300           9        40        40 read
  1.84    0.004000           9       100           futex
------ ----------- ----------- --------- --------- ----------------
100.00    0.217598          11     19040       340 total
"""

H2LOAD = """\
finished in 800.10ms, 8000.00 req/s, 1.00MB/s
requests: 6400 total, 6464 started, 6400 done, {good} succeeded, {failed} failed, 0 errored, 0 timeout
status codes: {good} 2xx, 0 3xx, {bad} 4xx, 0 5xx
"""


class StraceTest(unittest.TestCase):
    def test_calls_are_counted_by_family_whether_or_not_some_failed(self):
        counted = counts.families(STRACE)
        self.assertEqual(counted["read"], 10_040)
        self.assertEqual(counted["write"], 8000)
        self.assertEqual(counted["epoll_wait"], 900)
        self.assertEqual(counted["epoll_ctl"], 0)
        self.assertEqual(counted["other"], 100)


class AllocationTest(unittest.TestCase):
    def test_all_threads_count_in_the_unit_that_they_are_printed_in(self):
        dump = '"a" #1 cpu=1ms allocated=64B x\n"b" #2 allocated=3K x\n"c" #3 allocated=2M x\n"d" #4 allocated=1G x'
        self.assertEqual(counts.allocated(dump), 64 + (3 << 10) + (2 << 20) + (1 << 30))

    def test_a_dump_without_allocation_is_no_zero(self):
        with self.assertRaises(counts.BenchError):
            counts.allocated('"main" #1 prio=5 os_prio=0')


class H2loadTest(unittest.TestCase):
    def test_good_answers_are_those_with_200(self):
        self.assertEqual(load.good_answers(H2LOAD.format(good=6400, failed=0, bad=0)), 6400)

    def test_one_answer_that_is_not_good_spoils_all(self):
        self.assertEqual(load.good_answers(H2LOAD.format(good=6399, failed=0, bad=1)), 0)
        self.assertEqual(load.good_answers(H2LOAD.format(good=6399, failed=1, bad=0)), 0)
        self.assertEqual(load.good_answers("Could not resolve address"), 0)


class ConfigurationTest(unittest.TestCase):
    def test_lines_with_marks_that_do_not_hold_are_left_out(self):
        text = "a # tls\nb # origin-tls\nc # a comment\nd # tls of its own\n"
        self.assertEqual(proxies.fill(text, ["tls"]), "b # origin-tls\nc # a comment\nd # tls of its own\n")

    def test_every_mark_of_every_peer_is_known(self):
        known = {"forwarded", "tls", "origin-tls", "origin-plain"}
        for file in (proxies.HERE / "peers").glob("*.*"):
            for line in file.read_text().splitlines():
                if found := re.search(r"\S # ([a-z-]+)$", line):
                    self.assertIn(found[1], known, f"{file.name}: {line}")

    def test_the_options_of_the_jvm_are_those_of_the_image_without_its_cache(self):
        options = proxies.java_options().split()
        self.assertIn("-XX:+UseSerialGC", options)
        self.assertIn("-Xmx64m", options)
        self.assertFalse([option for option in options if "AOT" in option or "RAMPercentage" in option])


class RulesTest(unittest.TestCase):
    def test_ten_thousand_rules_fit_into_a_document(self):
        document = kinds.rules_document(10_000)
        self.assertEqual(document.count("\n- {name: "), 10_000)
        self.assertLess(len(document), 1 << 20)
        self.assertEqual(document.count("hosts: [b2.example.com]"), 1)


class CommandTest(unittest.TestCase):
    def test_the_command_is_the_one_that_a_user_types(self):
        self.assertEqual(run.bench_argument(["--java", "/opt/java", "--out", "target/bench"]), [])
        given = ["--java", "/opt/java", "--out", "target/bench", "--publish", "--kinds", "small"]
        self.assertEqual(run.bench_argument(given), ["BENCH='--publish --kinds small'"])

    def test_a_jar_may_have_a_name(self):
        self.assertEqual(run.named_program("before=/a/b=c.jar"), ("before", "/a/b=c.jar"))
        self.assertEqual(run.named_program("/a/b.jar"), ("rehost", "/a/b.jar"))


if __name__ == "__main__":
    unittest.main()
