package io.binnacle.bench.commits.load;

import io.binnacle.bench.grpc.PutClient;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.HdrHistogram.ConcurrentHistogram;

/** Proposers that are clients over gRPC: the same for etcd and for a member of ours. */
public final class GrpcLoad {
  /** etcd's own benchmark has a connection for each 10 clients; two cores want fewer. */
  private static final int PROPOSERS_PER_CONNECTION = 32;

  private static final long END_SECONDS_MAX = 60;

  private GrpcLoad() {}

  public static Outcome run(Load load, int port, List<ProcessHandle> servers)
      throws InterruptedException, IOException {
    int connections = (load.proposers() + PROPOSERS_PER_CONNECTION - 1) / PROPOSERS_PER_CONNECTION;
    try (PutClient client = PutClient.connect(port, connections)) {
      long serversBefore = servers.stream().mapToLong(Proposers::cpuNanos).sum();
      long clientBefore = Proposers.cpuNanos(ProcessHandle.current());
      Loop loop = new Loop(client, load);
      loop.start();
      if (!loop.finished.await((long) load.seconds() + END_SECONDS_MAX, TimeUnit.SECONDS)) {
        throw new IOException("puts got no answer within " + END_SECONDS_MAX + " s");
      }
      double seconds = (System.nanoTime() - loop.begin) / 1e9;
      long clientCpu = Proposers.cpuNanos(ProcessHandle.current()) - clientBefore;
      long serverCpu = servers.stream().mapToLong(Proposers::cpuNanos).sum() - serversBefore;
      String error = loop.firstError.get();
      if (!error.isEmpty()) {
        System.err.println("first error: " + error);
      }
      return new Outcome(loop.times, loop.errors.get(), seconds, serverCpu, clientCpu);
    }
  }

  private static final class Loop {
    private final PutClient client;
    private final Load load;
    private final byte[] value;
    private final ConcurrentHistogram times = new ConcurrentHistogram(3);
    private final AtomicLong errors = new AtomicLong();
    private final AtomicReference<String> firstError = new AtomicReference<>("");
    private final CountDownLatch finished;
    private final long begin = System.nanoTime();

    Loop(PutClient client, Load load) {
      this.client = client;
      this.load = load;
      this.value = load.command();
      this.finished = new CountDownLatch(load.proposers());
    }

    void start() {
      for (int line = 0; line < load.proposers(); line++) {
        next(line);
      }
    }

    private void next(int line) {
      long before = System.nanoTime();
      if (before - begin >= load.nanos()) {
        finished.countDown();
        return;
      }
      client.put(
          line,
          value,
          new PutClient.Outcome() {
            @Override
            public void taken() {
              times.recordValue(System.nanoTime() - before);
              next(line);
            }

            @Override
            public void failed(String why, boolean isLost) {
              errors.incrementAndGet();
              firstError.compareAndSet("", why);
              if (isLost) {
                finished.countDown();
              } else {
                next(line);
              }
            }
          });
    }
  }
}
