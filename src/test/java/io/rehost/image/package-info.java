/** The image as {@code .ci/image} has built and unpacked it. */
@NullMarked
package io.rehost.image;

import org.jspecify.annotations.NullMarked;
