package io.rehost.injector.certificates;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a leader has seen of the cluster beside the Secret.
 *
 * @param trusted the CAs in the caBundles of the webhook configurations
 * @param trustedSince since when the leader sees them equal to the Secret's; null: they are not
 * @param servedSince since when it sees every replica serve the Secret's pair; null: one does not,
 *     can't be asked, or wasn't asked yet
 * @param serving what this replica serves; null for nothing yet
 */
record Observed(
    List<X509Certificate> trusted,
    @Nullable Instant trustedSince,
    @Nullable Instant servedSince,
    @Nullable Issued serving) {}
