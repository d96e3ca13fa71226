package io.rehost.injector.certificates;

/**
 * The Secret as it was read.
 *
 * @param version its resourceVersion; empty if there is none
 * @param content what is in it
 */
record Stored(String version, Content content) {}
