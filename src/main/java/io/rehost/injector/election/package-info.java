/**
 * Which replica of the injector does the work that only one may do at a time. Entry type: {@link
 * io.rehost.injector.election.Duty}.
 */
@NullMarked
package io.rehost.injector.election;

import org.jspecify.annotations.NullMarked;
