package io.binnacle.bench.http;

import io.netty.buffer.ByteBuf;
import java.util.concurrent.CompletableFuture;

/** Hears the status of one call. */
public record StatusOnly(CompletableFuture<Integer> status) implements Listener {
  @Override
  public void piece(ByteBuf bytes) {}

  @Override
  public void ended(int code) {
    status.complete(code);
  }

  @Override
  public void failed(Throwable reason) {
    status.completeExceptionally(reason);
  }
}
