package io.rehost.wire;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.LastHttpContent;

/** The last content of a message that has no trailers and can't get any. */
final class LastPiece extends DefaultHttpContent implements LastHttpContent {
  LastPiece(ByteBuf content) {
    super(content);
  }

  @Override
  public HttpHeaders trailingHeaders() {
    return EmptyHttpHeaders.INSTANCE;
  }

  @Override
  public LastHttpContent replace(ByteBuf content) {
    LastPiece other = new LastPiece(content);
    other.setDecoderResult(decoderResult());
    return other;
  }

  @Override
  public LastHttpContent copy() {
    return replace(content().copy());
  }

  @Override
  public LastHttpContent duplicate() {
    return replace(content().duplicate());
  }

  @Override
  public LastHttpContent retainedDuplicate() {
    return replace(content().retainedDuplicate());
  }

  @Override
  public LastHttpContent retain() {
    super.retain();
    return this;
  }

  @Override
  public LastHttpContent retain(int increment) {
    super.retain(increment);
    return this;
  }

  @Override
  public LastHttpContent touch() {
    super.touch();
    return this;
  }

  @Override
  public LastHttpContent touch(Object hint) {
    super.touch(hint);
    return this;
  }
}
