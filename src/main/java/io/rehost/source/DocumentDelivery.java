package io.rehost.source;

import io.fabric8.kubernetes.api.model.ConfigMap;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Hands a ConfigMap's present state to its sink, unless it is the state handed over before. */
final class DocumentDelivery {
  private static final Logger LOG = Logger.getLogger(DocumentDelivery.class);
  private static final String NOTHING = "";

  private final String name;
  private final ApiOverCopy output;
  private @Nullable String delivered;
  private boolean unlabelledSaid;

  DocumentDelivery(String name, ApiOverCopy output) {
    this.name = name;
    this.output = output;
  }

  /** One thread. Empty means that the API server says there is no such ConfigMap. */
  void deliver(Optional<ConfigMap> present) {
    String version = present.map(m -> m.getMetadata().getResourceVersion()).orElse(NOTHING);
    if (version.equals(delivered)) {
      return;
    }
    delivered = version;
    if (present.isEmpty()) {
      output.answer(sink -> sink.missing("no such ConfigMap"));
      return;
    }
    checkLabel(present.get());
    switch (ConfigMapContent.of(present.get())) {
      case ConfigMapContent.Text(var text) -> {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        output.answer(sink -> sink.document(bytes, version));
      }
      case ConfigMapContent.Unusable(var problem) ->
          output.answer(sink -> sink.unusable(List.of(problem), version));
    }
  }

  private void checkLabel(ConfigMap map) {
    boolean labelled = ConfigMapContent.labelled(map);
    if (!labelled && !unlabelledSaid) {
      LOG.warnf(
          "rules ConfigMap without label, not validated on apply nor granted to pods"
              + " configmap=%s label=%s",
          name, ConfigMapContent.LABEL);
    }
    unlabelledSaid = !labelled;
  }
}
