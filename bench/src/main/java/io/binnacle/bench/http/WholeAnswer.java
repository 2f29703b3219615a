package io.binnacle.bench.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Hears one small reply as a whole; its text is ASCII. */
public final class WholeAnswer implements Listener {
  private final CompletableFuture<Answer> answer = new CompletableFuture<>();
  private final StringBuilder body = new StringBuilder();

  /** A reply. */
  public record Answer(int status, String body) {}

  /** Made for one call. */
  public WholeAnswer() {}

  /**
   * Waits for the end of the reply.
   *
   * @throws Exception that the call ended with, or a timeout
   */
  public Answer await(long millis) throws Exception {
    return answer.get(millis, TimeUnit.MILLISECONDS);
  }

  @Override
  public void piece(ByteBuf bytes) {
    body.append(bytes.toString(UTF_8));
  }

  @Override
  public void ended(int status) {
    answer.complete(new Answer(status, body.toString()));
  }

  @Override
  public void failed(Throwable reason) {
    answer.completeExceptionally(reason);
  }
}
