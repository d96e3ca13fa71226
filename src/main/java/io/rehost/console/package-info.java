/**
 * The console page and the admin API of contract section 7: views of rules and exchanges, on a
 * loopback port of their own. {@link io.rehost.console.Console} is the entry.
 *
 * <p>Runs on Vert.x's event loops, never on those that carry requests; what crosses from there goes
 * through {@link io.rehost.observe.Tap} and {@link io.rehost.observe.RuleHits}. docs/console.md for
 * users.
 */
@NullMarked
package io.rehost.console;

import org.jspecify.annotations.NullMarked;
