@NullMarked
package io.rehost.probe;

import org.jspecify.annotations.NullMarked;
