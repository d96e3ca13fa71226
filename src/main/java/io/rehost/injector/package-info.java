/** The control plane: decides about pods and changes them. Knows nothing of the data plane. */
@NullMarked
package io.rehost.injector;

import org.jspecify.annotations.NullMarked;
