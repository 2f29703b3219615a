package io.binnacle.bench.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The client of puts and the server of puts with each other; etcd's side is etcd's. */
@Timeout(60)
class PutTest {
  private final ConcurrentLinkedQueue<byte[]> taken = new ConcurrentLinkedQueue<>();

  @Test
  void valuesOfAllSizesArriveWhole() throws Exception {
    int port = freePort();
    try (PutServer _ = PutServer.listen(port, this::take);
        PutClient client = PutClient.connect(port, 2)) {
      for (int size : List.of(1, 100, 127, 128, 1_024, 16_384, 200_000)) {
        byte[] value = new byte[size];
        Arrays.fill(value, (byte) size);
        assertThat(put(client, size, value)).isEqualTo("taken");
        assertThat(taken.poll()).isEqualTo(value);
      }
    }
  }

  @Test
  void aValueThatIsNotTakenIsAnErrorAndTheConnectionGoesOn() throws Exception {
    int port = freePort();
    try (PutServer _ =
            PutServer.listen(port, value -> CompletableFuture.completedFuture(value.length > 1));
        PutClient client = PutClient.connect(port, 1)) {
      assertThat(put(client, 0, new byte[1]))
          .startsWith("failed: grpc-status 14")
          .endsWith("false");
      assertThat(put(client, 0, new byte[2])).isEqualTo("taken");
    }
  }

  @Test
  void aServerThatIsGoneIsALostConnection() throws Exception {
    int port = freePort();
    PutServer server = PutServer.listen(port, _ -> new CompletableFuture<>());
    try (PutClient client = PutClient.connect(port, 1)) {
      CompletableFuture<String> answer = send(client, 0, new byte[1]);
      server.close();
      assertThat(answer.get(30, TimeUnit.SECONDS)).endsWith("true");
    }
  }

  private CompletableFuture<Boolean> take(byte[] value) {
    taken.add(value);
    return CompletableFuture.completedFuture(true);
  }

  private static String put(PutClient client, int line, byte[] value) throws Exception {
    return send(client, line, value).get(30, TimeUnit.SECONDS);
  }

  private static CompletableFuture<String> send(PutClient client, int line, byte[] value) {
    CompletableFuture<String> answer = new CompletableFuture<>();
    client.put(
        line,
        value,
        new PutClient.Outcome() {
          @Override
          public void taken() {
            answer.complete("taken");
          }

          @Override
          public void failed(String why, boolean isLost) {
            answer.complete("failed: " + why + " lost " + isLost);
          }
        });
    return answer;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
