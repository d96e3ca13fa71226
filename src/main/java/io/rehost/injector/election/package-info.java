/**
 * Which replica of the injector does the work that only one may do at a time. Entry type: {@link
 * io.rehost.injector.election.Election}, which tells each {@link io.rehost.injector.election.Duty}.
 * The vote is a Lease of {@code coordination.k8s.io/v1}.
 */
@NullMarked
package io.rehost.injector.election;

import org.jspecify.annotations.NullMarked;
