package io.rehost.wire;

import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.ssl.SslCloseCompletionEvent;

/** Whether a connection's input has ended, and how; told by the events of socket and TLS. */
public enum InputEnd {
  /** More may come. */
  OPEN,
  /** The peer said that nothing more comes. */
  WHOLE,
  /** TLS was not ended by close_notify: anyone on the way may have cut it off (RFC 8446 6.1). */
  CUT_OFF;

  /** Whether an event says anything about the end of input. */
  public static boolean isSaidBy(Object event) {
    return event instanceof ChannelInputShutdownEvent || event == SslCloseCompletionEvent.SUCCESS;
  }

  /**
   * What holds after such an event: the first one counts, as a connection whose TLS has ended still
   * ends below TLS.
   */
  InputEnd after(Object event, boolean tls) {
    if (this != OPEN) {
      return this;
    }
    return tls && event != SslCloseCompletionEvent.SUCCESS ? CUT_OFF : WHOLE;
  }
}
