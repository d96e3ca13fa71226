/**
 * Rules documents: text to rules or to problems, and back.
 *
 * <p>Contract section 3. Entry type: {@code RulesParser}. YAML 1.2 by snakeyaml-engine, without
 * aliases and tags.
 */
@NullMarked
package io.rehost.rule.document;

import org.jspecify.annotations.NullMarked;
