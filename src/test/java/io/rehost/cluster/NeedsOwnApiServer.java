package io.rehost.cluster;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Left out, and said so, on a cluster that the user names. */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(NeedsOwnApiServer.Condition.class)
@interface NeedsOwnApiServer {
  /** Why. */
  String value();

  /** Enabled without KUBECONFIG. */
  final class Condition implements ExecutionCondition {
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
      NeedsOwnApiServer need =
          context
              .getElement()
              .map(element -> element.getAnnotation(NeedsOwnApiServer.class))
              .orElse(null);
      if (need == null || NamedCluster.find() == null) {
        return ConditionEvaluationResult.enabled("an API server of its own, or none is needed");
      }
      String reason = context.getDisplayName() + ": " + need.value();
      Findings.add(Findings.Section.LEFT_OUT, reason);
      return ConditionEvaluationResult.disabled("on the cluster of KUBECONFIG: " + reason);
    }
  }
}
