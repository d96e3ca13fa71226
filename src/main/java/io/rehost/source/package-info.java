/**
 * Where rules come from: files on disk and ConfigMaps of the Kubernetes API, both watched.
 *
 * <p>Contract sections 2 and 3. Entry types: {@link io.rehost.source.FileSource} and {@link
 * io.rehost.source.ConfigMapSource}. A source knows nothing of rules: it hands whole texts, or the
 * news that there is none, to a {@link io.rehost.source.RulesSink}; it compares nothing but the
 * present with what it last handed over (level-triggered, never deltas). Each source has daemon
 * threads of its own; no caller is ever blocked. A class that calls the API server names the RBAC
 * that it needs.
 */
@NullMarked
package io.rehost.source;

import org.jspecify.annotations.NullMarked;
