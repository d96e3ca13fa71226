package io.rehost.rule.document;

import io.rehost.rule.Problem;
import java.util.List;

/**
 * What a file holds: one plain rules document, or Kubernetes manifests, of which the ConfigMaps
 * with key {@code rules.yaml} are taken, also out of a {@code List}. Other kinds are skipped and
 * may use all of YAML.
 *
 * @param texts the rules documents, not yet parsed; none if there are only manifests of other kinds
 * @param problems what keeps the file, or further ConfigMaps in it, from being read
 */
public record RulesFile(List<RulesText> texts, List<Problem> problems) {
  /** The key under which a ConfigMap holds a rules document. */
  public static final String KEY = "rules.yaml";

  /** The label, with value {@code true}, that ConfigMaps with rules bear. */
  public static final String LABEL = "rehost.io/rules";

  public RulesFile {
    texts = List.copyOf(texts);
    problems = List.copyOf(problems);
  }

  /**
   * Finds the rules documents of a file. A file that isn't YAML is taken for one plain document,
   * whose parsing will say what is wrong.
   *
   * @param origin of a plain document; one in a manifest is {@link Origin#CONFIGMAP}
   */
  public static RulesFile read(byte[] bytes, Origin origin) {
    return Manifests.read(bytes, origin);
  }
}
