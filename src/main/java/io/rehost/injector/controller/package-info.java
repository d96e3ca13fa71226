/**
 * Keeps what belongs to each ConfigMap with rules as it should be: the Role and RoleBinding that
 * let sidecars read it, and Events that say what its rules are worth. Entry type: {@link
 * io.rehost.injector.controller.RulesController}.
 *
 * <p>Level-triggered: informers only say which ConfigMap to look at; one thread compares what
 * should be ({@link io.rehost.injector.controller.Grant}) with what is ({@link
 * io.rehost.injector.controller.GrantPlan}, both pure) and writes the difference.
 */
@NullMarked
package io.rehost.injector.controller;

import org.jspecify.annotations.NullMarked;
