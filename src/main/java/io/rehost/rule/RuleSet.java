package io.rehost.rule;

import io.rehost.rule.Decision.Cause;
import io.rehost.rule.Explanation.Lost;
import io.rehost.rule.Explanation.Result;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All rules in force, compiled: immutable, shared by all event loops. */
public final class RuleSet {
  private static final int HASH_DIGITS = 12;

  private final List<RuleInForce> rules;
  private final IdentityHashMap<Rule, RuleInForce> places = new IdentityHashMap<>();
  private final List<CompiledRule> compiled;
  private final RuleIndex index;
  private final Decision unmatched;
  private final String hash;

  RuleSet(List<CompiledRule> compiled, Decision unmatched, List<Part> parts) {
    this.compiled = List.copyOf(compiled);
    this.unmatched = unmatched;
    rules = compiled.stream().map(CompiledRule::place).toList();
    rules.forEach(place -> places.put(place.rule(), place));
    index = new RuleIndex(this.compiled);
    hash = hash(parts);
  }

  /**
   * Joins documents into one set, in the order given, or says what is wrong with which of them. Of
   * two sources that contradict each other the later one is wrong.
   */
  public static Compilation compile(List<Part> parts, Defaults defaults) {
    Join join = Join.of(parts.stream().map(List::of).toList(), defaults);
    if (join.problems().isEmpty()) {
      return join.compiled();
    }
    return new Compilation.Rejected(join.problems());
  }

  /** What to do with a request. Allocates nothing that grows with the number of rules. */
  public Decision decide(RequestHead head) {
    CompiledRule winner = index.first(head);
    return winner == null ? unmatched : winner.decide(head);
  }

  /** What {@link #decide} says, and why; takes time and memory for every rule. */
  public Explanation explain(RequestHead head) {
    List<Lost> considered = new ArrayList<>();
    for (CompiledRule rule : compiled) {
      String failed = Mismatch.of(rule.match(), head);
      if (failed == null) {
        return explanation(rule.place(), considered, rule.decide(head));
      }
      considered.add(new Lost(rule.place(), failed));
    }
    return explanation(null, considered, unmatched);
  }

  /** The rules in the order in which they are tried; the place in the list is the ordinal. */
  public List<RuleInForce> rules() {
    return rules;
  }

  /** The place of a rule that a decision of this very set names; null for any other. */
  public @Nullable RuleInForce place(Rule rule) {
    return places.get(rule);
  }

  /**
   * The first 12 hexadecimal digits of SHA-256 over the name of the source (UTF-8), a zero byte and
   * the bytes of each document in force, in order.
   */
  public String hash() {
    return hash;
  }

  private static Explanation explanation(
      @Nullable RuleInForce rule, List<Lost> considered, Decision decision) {
    Result result =
        decision instanceof Decision.Reject
            ? Result.REJECTED
            : rule == null ? Result.PASSED : Result.MATCHED;
    return new Explanation(result, rule, considered, decision);
  }

  /** The rules of a document as parts of a set. */
  static List<RuleInForce> placed(String source, RulesDocument document, int firstOrdinal) {
    List<RuleInForce> placed = new ArrayList<>();
    for (int i = 0; i < document.rules().size(); i++) {
      placed.add(new RuleInForce(document.rules().get(i), source, i, firstOrdinal + i));
    }
    return placed;
  }

  static Decision rejectUnmatched() {
    return new Decision.Reject(Cause.UNMATCHED, null, "no rule matches the request");
  }

  private static String hash(List<Part> parts) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (Part part : parts) {
        digest.update(part.source.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
        digest.update(part.bytes);
      }
      return HexFormat.of().formatHex(digest.digest()).substring(0, HASH_DIGITS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** One document to join: immutable, equal if source and bytes are. */
  public static final class Part {
    private final String source;
    private final RulesDocument document;
    private final byte[] bytes;

    /**
     * A part.
     *
     * @param source the name that people know the document by
     * @param bytes the text that the document was read from; copied
     */
    public Part(String source, RulesDocument document, byte[] bytes) {
      this.source = source;
      this.document = document;
      this.bytes = bytes.clone();
    }

    /** The name that people know the document by. */
    public String source() {
      return source;
    }

    /** What was read. */
    public RulesDocument document() {
      return document;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Part part
          && source.equals(part.source)
          && Arrays.equals(bytes, part.bytes);
    }

    @Override
    public int hashCode() {
      return 31 * source.hashCode() + Arrays.hashCode(bytes);
    }
  }

  /** What came of joining documents. */
  public sealed interface Compilation {
    /** They fit together; warnings are for people. */
    record Compiled(RuleSet rules, List<Warning> warnings) implements Compilation {
      public Compiled {
        warnings = List.copyOf(warnings);
      }
    }

    /** They do not: the problems of each source that has any, in the order of the sources. */
    record Rejected(Map<String, List<Problem>> problems) implements Compilation {}
  }
}
