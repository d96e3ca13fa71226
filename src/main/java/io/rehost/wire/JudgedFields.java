package io.rehost.wire;

import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a head, or of trailers, judged one by one as HPACK decodes them: only here they are
 * in the order of the wire, as Netty sorts pseudo-fields to the front and joins equal content
 * lengths. After the first that does not pass nothing is kept, so that a head that unfolds to many
 * times its size (RFC 7541 7) costs no memory.
 *
 * <p>Whatever passes means the same in the lines of HTTP/1.1.
 *
 * @param <P> what can be said against fields
 */
abstract class JudgedFields<P> extends DefaultHttp2Headers {
  /** RFC 9113 6.5.2: what a field counts beside its name and value. */
  private static final int OVERHEAD = 32;

  private static final int USUAL_COUNT = 16;

  private final int limit;
  private long size;
  private @Nullable P problem;

  /** No fields yet; {@code limit} is what SETTINGS_MAX_HEADER_LIST_SIZE says (RFC 9113 6.5.2). */
  JudgedFields(int limit) {
    super(false, USUAL_COUNT);
    this.limit = limit;
  }

  /** What speaks against a field behind those that have passed; null if nothing does. */
  abstract @Nullable P judge(CharSequence name, CharSequence value);

  /** What is said if a field is too much. */
  abstract P tooLarge(CharSequence name);

  /** The first thing that speaks against the fields; null if nothing does. */
  final @Nullable P problem() {
    return problem;
  }

  @Override
  public final Http2Headers add(CharSequence name, CharSequence value) {
    if (problem != null) {
      return this;
    }
    size += (long) name.length() + value.length() + OVERHEAD;
    problem = size > limit ? tooLarge(name) : judge(name, value);
    return problem == null ? super.add(name, value) : clear();
  }

  /** Netty's decoder writes Content-Length anew, at the end; it stays what it was, where it was. */
  @Override
  public final Http2Headers setLong(CharSequence name, long value) {
    return this;
  }
}
