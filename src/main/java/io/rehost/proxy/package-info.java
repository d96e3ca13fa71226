/**
 * The data plane: a request comes in, a rule decides, the rewritten request goes to the fixed
 * upstream, the response comes back.
 *
 * <p>Read {@link io.rehost.proxy.Exchange} from the top for the story. Every object but {@link
 * io.rehost.proxy.ProxyServer} belongs to one event loop. Specifications: RFC 9110
 * (intermediaries), RFC 9112 (messages), RFC 9209 (Proxy-Status), RFC 9457 (problem details).
 */
@NullMarked
package io.rehost.proxy;

import org.jspecify.annotations.NullMarked;
