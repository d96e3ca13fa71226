/** Certificates for tests. */
@NullMarked
package io.rehost.certificates;

import org.jspecify.annotations.NullMarked;
