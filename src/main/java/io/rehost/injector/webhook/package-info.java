/**
 * The admission webhooks: pods get the sidecar, ConfigMaps with bad rules are refused.
 *
 * <p>Entry type: {@link io.rehost.injector.webhook.WebhookServer}, an HTTPS server of its own that
 * reads {@link io.rehost.injector.webhook.AdmissionReview}s on an event loop and has them judged on
 * virtual threads, by {@link io.rehost.injector.webhook.PodAdmission} and {@link
 * io.rehost.injector.webhook.RulesAdmission}. Specification: AdmissionReview of {@code
 * admission.k8s.io/v1}, JSON Patch (RFC 6902).
 */
@NullMarked
package io.rehost.injector.webhook;

import org.jspecify.annotations.NullMarked;
