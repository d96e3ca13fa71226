package io.rehost.injector;

import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * What the sidecar asks of its node, as Kubernetes quantities such as {@code 50m} or {@code 128Mi}.
 *
 * @param cpuRequest null for none, as all of them
 */
public record Resources(
    @Nullable String cpuRequest,
    @Nullable String cpuLimit,
    @Nullable String memoryRequest,
    @Nullable String memoryLimit) {

  /**
   * The number that a quantity stands for.
   *
   * @return null if the text is not a quantity, or not above zero
   */
  public static @Nullable BigDecimal amount(String text) {
    try {
      BigDecimal amount = Quantity.parse(text).getNumericalAmount();
      return amount.signum() > 0 ? amount : null;
    } catch (IllegalArgumentException notOne) {
      return null;
    }
  }

  ResourceRequirements requirements() {
    ResourceRequirementsBuilder made = new ResourceRequirementsBuilder();
    if (cpuRequest != null) {
      made.addToRequests("cpu", Quantity.parse(cpuRequest));
    }
    if (memoryRequest != null) {
      made.addToRequests("memory", Quantity.parse(memoryRequest));
    }
    if (cpuLimit != null) {
      made.addToLimits("cpu", Quantity.parse(cpuLimit));
    }
    if (memoryLimit != null) {
      made.addToLimits("memory", Quantity.parse(memoryLimit));
    }
    return made.build();
  }
}
