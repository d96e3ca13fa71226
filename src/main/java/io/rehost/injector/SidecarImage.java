package io.rehost.injector;

import org.jspecify.annotations.Nullable;

/**
 * What the sidecar's container runs, and as whom.
 *
 * @param reference of the image, by tag or digest
 * @param pullPolicy {@code Always}, {@code IfNotPresent} or {@code Never}; null leaves it to the
 *     cluster
 * @param user user and group id; null leaves them to the platform, which may refuse any of ours
 *     (OpenShift gives each namespace a range), or else to the image
 */
public record SidecarImage(String reference, @Nullable String pullPolicy, @Nullable Long user) {
  /** That of the image; named because a pod may name another one for its containers. */
  public static final long USER = 65_532;

  /** With the image's own user, fetched as the cluster likes. */
  public static SidecarImage of(String reference) {
    return new SidecarImage(reference, null, USER);
  }
}
