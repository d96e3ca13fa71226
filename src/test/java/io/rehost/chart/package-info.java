/** The Helm chart, what it renders to, and the kustomize base that is made of it. */
@NullMarked
package io.rehost.chart;

import org.jspecify.annotations.NullMarked;
