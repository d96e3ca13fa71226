/**
 * The settings of a process: read once at the start, all problems at once, immutable afterwards.
 * {@link io.rehost.cli.settings.SettingSources} gathers the texts (environment, system properties,
 * files); {@link io.rehost.cli.settings.Settings#parse} turns them into values and does no I/O.
 */
@NullMarked
package io.rehost.cli.settings;

import org.jspecify.annotations.NullMarked;
