package io.binnacle.bench.http;

import io.netty.buffer.ByteBuf;

/** Hears how one call goes; exactly one of {@link #ended} and {@link #failed} comes last. */
public interface Listener {
  /** A piece of the body; valid only during the call. */
  void piece(ByteBuf bytes);

  void ended(int status);

  void failed(Throwable reason);
}
