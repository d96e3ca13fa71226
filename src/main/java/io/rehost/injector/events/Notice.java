package io.rehost.injector.events;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;

/**
 * Something to be said of an object. Immutable, but for the reference, which nobody changes.
 *
 * @param about with kind, apiVersion, namespace, name and uid: {@code kubectl describe} shows an
 *     Event only with both kind and uid
 * @param warning whether someone should do something
 * @param topic of all notices of which the last one counts, such as accepted and rejected
 * @param reason in CamelCase, such as {@code RulesAccepted}
 * @param message for people; 1024 bytes at most, see {@link MessageText}
 * @param state fingerprint of what the notice was made from: the same state is told once
 */
public record Notice(
    ObjectReference about,
    boolean warning,
    String topic,
    String reason,
    String message,
    String state) {

  /** The reference of an object that the API server has stored. */
  public static ObjectReference reference(HasMetadata object) {
    return new ObjectReferenceBuilder()
        .withApiVersion(object.getApiVersion())
        .withKind(object.getKind())
        .withNamespace(object.getMetadata().getNamespace())
        .withName(object.getMetadata().getName())
        .withUid(object.getMetadata().getUid())
        .build();
  }
}
