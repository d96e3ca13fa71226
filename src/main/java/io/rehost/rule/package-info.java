/**
 * The heart: which rule wins for a request, and what it asks for.
 *
 * <p>Everything here is immutable and pure, except {@link io.rehost.rule.ActiveRules}, which holds
 * the one reference that an accepted edit replaces. Entry type: {@link io.rehost.rule.RuleSet}.
 * Specifications: RFC 9110 (target URI, authority, fields), RFC 3986 (normalisation of paths, used
 * for matching only). Knows nothing but the JDK and RE2.
 */
@NullMarked
package io.rehost.rule;

import org.jspecify.annotations.NullMarked;
