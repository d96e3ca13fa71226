package io.rehost.rule;

import java.util.List;

final class Shadows {
  private Shadows() {}

  static List<Warning> of(List<RuleInForce> rules) {
    return List.of();
  }
}
