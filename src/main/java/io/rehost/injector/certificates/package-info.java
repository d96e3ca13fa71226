/**
 * The certificates of the admission webhooks: made, stored in a Secret, trusted by the webhook
 * configurations and rotated, without a restart and without a call that is refused (contract
 * section 6). Entry types: {@link io.rehost.injector.certificates.OwnCertificates} for certificates
 * of our own, {@link io.rehost.injector.certificates.CaBundle} for a CA that someone else keeps.
 *
 * <p>Pure: {@link io.rehost.injector.certificates.Rotation} decides, {@link
 * io.rehost.injector.certificates.Usable} says what each stage holds. Each entry type has one
 * thread. Certificates: RFC 5280, names: RFC 9525.
 */
@NullMarked
package io.rehost.injector.certificates;

import org.jspecify.annotations.NullMarked;
