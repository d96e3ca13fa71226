/**
 * Integration tests against the origin servers that people really run, and the fixtures that start
 * them: Apache httpd and nginx as Debian packages them, each with a configuration, documents, pid
 * file and logs of its own in a temporary directory, on a free port of the loopback interface.
 * Nothing of the system's own sites is read or written. {@code make it} runs these tests.
 */
package io.rehost.it;
