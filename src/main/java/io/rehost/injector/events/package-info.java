/**
 * Events of {@code v1} that the control plane puts on objects, without repeating itself. Entry
 * type: {@link io.rehost.injector.events.EventWriter}.
 */
@NullMarked
package io.rehost.injector.events;

import org.jspecify.annotations.NullMarked;
