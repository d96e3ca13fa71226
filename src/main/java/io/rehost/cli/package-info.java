/** The command line: modes, settings and the wiring of everything else. */
@NullMarked
package io.rehost.cli;

import org.jspecify.annotations.NullMarked;
