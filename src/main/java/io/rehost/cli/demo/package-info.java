/**
 * The main job on one machine: origins with virtual hosts on three loopback addresses, for the
 * proxy to stand before. {@link io.rehost.cli.demo.Demo} is the entry.
 */
@NullMarked
package io.rehost.cli.demo;

import org.jspecify.annotations.NullMarked;
