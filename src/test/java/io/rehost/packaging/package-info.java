/** What a native executable must be told of: resources and reflection of the program's own. */
@NullMarked
package io.rehost.packaging;

import org.jspecify.annotations.NullMarked;
