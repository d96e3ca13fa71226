package io.rehost.rule;

import static io.rehost.rule.TestRule.finds;
import static io.rehost.rule.TestRule.is;
import static io.rehost.rule.TestRule.rule;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * What a decision costs, by the number of rules and by what they differ in. Each request is for one
 * of 512 rules spread over the set, in an order that no branch predictor learns.
 *
 * <p>{@code java -cp … io.rehost.rule.DecisionBenchmark -p difference=HOST indexed}
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
public class DecisionBenchmark {
  private static final int REQUESTS = 512;

  /** What the rules of a set differ in. */
  public enum Difference {
    HOST,
    WILDCARD,
    PATH,
    PREFIX,
    REGEX,
    HEADER,
    QUERY;

    TestRule rule(int i) {
      TestRule rule = TestRule.rule("r" + i).to("go.test");
      return switch (this) {
        case HOST -> rule.hosts("h" + i + ".example.com");
        case WILDCARD -> rule.hosts("*.h" + i + ".example.com");
        case PATH -> rule.hosts("www.example.com").exact("/shop/item" + i + "/index.html");
        case PREFIX -> rule.hosts("www.example.com").prefix("/shop/item" + i);
        case REGEX -> rule.hosts("www.example.com").regex("^/shop/item" + i + "/");
        case HEADER -> rule.hosts("www.example.com").header("x-item", is("item" + i));
        case QUERY -> rule.hosts("www.example.com").query("item", finds("^item" + i + "$"));
      };
    }

    TestHead request(int i) {
      return switch (this) {
        case HOST -> TestHead.get("h" + i + ".example.com/shop/index.html?a=b");
        case WILDCARD -> TestHead.get("www.h" + i + ".example.com/shop/index.html?a=b");
        case PATH, PREFIX, REGEX -> TestHead.get("www.example.com/shop/item" + i + "/index.html");
        case HEADER -> TestHead.get("www.example.com/shop/").with("x-item", "item" + i);
        case QUERY -> TestHead.get("www.example.com/shop/?a=b&item=item" + i);
      };
    }
  }

  /** Rules that the index tells apart. */
  @State(Scope.Thread)
  public static class Indexed {
    @Param({"1", "100", "10000", "100000"})
    public int rules;

    @Param({"HOST", "WILDCARD", "PATH", "PREFIX"})
    public Difference difference = Difference.HOST;

    private Requests requests = new Requests(rule("none"));

    /** Compiles the rules. */
    @Setup(Level.Trial)
    public void compile() {
      requests = new Requests(difference, rules);
    }
  }

  /** Rules of one host that have to be asked one after the other. */
  @State(Scope.Thread)
  public static class Asked {
    @Param({"1", "10", "100", "1000"})
    public int rules;

    @Param({"REGEX", "HEADER", "QUERY"})
    public Difference difference = Difference.REGEX;

    private Requests requests = new Requests(rule("none"));

    /** Compiles the rules. */
    @Setup(Level.Trial)
    public void compile() {
      requests = new Requests(difference, rules);
    }
  }

  /** One decision by an index. */
  @Benchmark
  public Decision indexed(Indexed state) {
    return state.requests.decideNext();
  }

  /** One decision by an index, from the bytes of Host on. */
  @Benchmark
  public Decision indexedWithParsing(Indexed state) {
    return state.requests.parseAndDecideNext();
  }

  /** One decision among rules that share a host. */
  @Benchmark
  public Decision asked(Asked state) {
    return state.requests.decideNext();
  }

  private static final class Requests {
    private final RuleSet set;
    private final RequestHead[] heads;
    private final byte[][] hosts;
    private int next;

    Requests(TestRule rule) {
      set = TestRule.set(rule);
      heads = new RequestHead[0];
      hosts = new byte[0][];
    }

    Requests(Difference difference, int rules) {
      set =
          TestRule.set(
              IntStream.range(0, rules).mapToObj(difference::rule).toArray(TestRule[]::new));
      int[] chosen = new Random(1).ints(REQUESTS, 0, rules).toArray();
      heads = new RequestHead[REQUESTS];
      hosts = new byte[REQUESTS][];
      for (int i = 0; i < REQUESTS; i++) {
        TestHead head = difference.request(chosen[i]);
        heads[i] = new BenchmarkHead(head, head.fieldValues("x-item"), head.authority());
        hosts[i] = head.authority().toString().getBytes(StandardCharsets.ISO_8859_1);
        if (!(set.decide(heads[i]) instanceof Decision.Override)) {
          throw new IllegalStateException("rule " + chosen[i] + " does not win");
        }
      }
    }

    Decision decideNext() {
      return set.decide(heads[next++ & REQUESTS - 1]);
    }

    Decision parseAndDecideNext() {
      int i = next++ & REQUESTS - 1;
      String host = new String(hosts[i], StandardCharsets.ISO_8859_1);
      Authority authority = Objects.requireNonNull(Authority.parse(host));
      BenchmarkHead head = (BenchmarkHead) heads[i];
      return set.decide(new BenchmarkHead(head.head, head.values, authority));
    }
  }

  /** A head whose look-ups cost nothing: only the decision is measured. */
  private record BenchmarkHead(TestHead head, List<String> values, Authority authority)
      implements RequestHead {
    @Override
    public String method() {
      return head.method();
    }

    @Override
    public String path() {
      return head.path();
    }

    @Override
    public @Nullable String query() {
      return head.query();
    }

    @Override
    public List<String> fieldValues(String name) {
      return values;
    }
  }

  /** Runs what the arguments of JMH's command line say; all of it if there are none. */
  public static void main(String[] arguments) throws RunnerException, CommandLineOptionException {
    Options options =
        new OptionsBuilder()
            .parent(new CommandLineOptions(arguments))
            .addProfiler(GCProfiler.class)
            .build();
    new Runner(options).run();
  }
}
