package io.binnacle.bench.consensus;

import io.binnacle.consensus.ConsensusConfig;
import io.binnacle.consensus.MemberStatus;
import io.binnacle.consensus.ProposalOutcome;
import io.binnacle.consensus.base.Bytes;
import io.binnacle.consensus.disk.Disk;
import io.binnacle.consensus.disk.DiskFile;
import io.binnacle.consensus.disk.FileDisk;
import io.binnacle.consensus.driver.ConsensusMember;
import io.binnacle.consensus.transport.NettyPeerTransport;
import io.binnacle.consensus.transport.NoPeers;
import io.binnacle.consensus.transport.PeerSecurity;
import io.binnacle.consensus.transport.PeerTransport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.ConcurrentHistogram;

/**
 * Commits a second of commands of 1 KiB, at 1, 32 and 256 proposers, on one member and on three
 * (all in this process, without TLS), beside the bare syncs of the same disk.
 *
 * <pre>java -cp ... io.binnacle.bench.consensus.ConsensusThroughput DIRECTORY [SECONDS]</pre>
 */
public final class ConsensusThroughput {
  private static final int COMMAND_BYTES = 1_024;
  private static final int FIRST_PORT = 21_900;
  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private ConsensusThroughput() {}

  public static void main(String[] arguments) throws Exception {
    Path directory = Files.createTempDirectory(Path.of(arguments[0]), "throughput");
    int seconds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 5;
    measureSyncs(directory, seconds);
    for (int size : new int[] {1, 3}) {
      List<ConsensusMember<Long>> members = start(directory.resolve("members-" + size), size);
      try {
        ConsensusMember<Long> leader = awaitLeader(members);
        measure(leader, 32, seconds);
        for (int proposers : new int[] {1, 32, 256}) {
          print(
              size + " member(s), " + proposers + " proposers",
              measure(leader, proposers, seconds));
        }
      } finally {
        members.forEach(ConsensusMember::close);
      }
    }
  }

  private static void measureSyncs(Path directory, int seconds) throws IOException {
    Disk disk = FileDisk.at(directory);
    ConcurrentHistogram times = new ConcurrentHistogram(3);
    ByteBuffer record = ByteBuffer.allocateDirect(COMMAND_BYTES);
    long size = 64L << 20;
    long begin = System.nanoTime();
    try (DiskFile file = disk.open("syncs", Disk.OpenMode.CREATE_NEW)) {
      file.preallocate(0, size);
      file.sync();
      begin = System.nanoTime();
      long at = 0;
      while (System.nanoTime() - begin < seconds * NANOS_PER_SECOND) {
        long before = System.nanoTime();
        file.write(record.clear(), at);
        file.sync();
        times.recordValue(System.nanoTime() - before);
        at = (at + COMMAND_BYTES) % size;
      }
    }
    print("write and sync of 1 KiB", new Result(times, System.nanoTime() - begin));
  }

  private static List<ConsensusMember<Long>> start(Path directory, int size) throws IOException {
    Map<String, String> addresses = new LinkedHashMap<>();
    for (int i = 0; i < size; i++) {
      addresses.put("member-" + i, "127.0.0.1:" + (FIRST_PORT + i));
    }
    List<ConsensusMember<Long>> members = new ArrayList<>();
    for (String name : addresses.keySet()) {
      ConsensusConfig.Group group =
          ConsensusConfig.Group.ofInitialCluster("throughput", name, addresses);
      PeerTransport transport =
          size == 1
              ? new NoPeers()
              : new NettyPeerTransport(
                  group,
                  new InetSocketAddress(InetAddress.getLoopbackAddress(), group.self().port()),
                  new PeerSecurity.PlaintextForTests(),
                  group.memberId());
      members.add(
          ConsensusMember.start(
              ConsensusConfig.of(group, group.memberId()),
              FileDisk.at(directory.resolve(name)),
              transport,
              new CountingMachine()));
    }
    return members;
  }

  private static ConsensusMember<Long> awaitLeader(List<ConsensusMember<Long>> members)
      throws InterruptedException {
    while (true) {
      for (ConsensusMember<Long> member : members) {
        if (member.status().role() == MemberStatus.Role.LEADER) {
          return member;
        }
      }
      Thread.sleep(10);
    }
  }

  /** Each proposer has one command under way at a time. */
  private static Result measure(ConsensusMember<Long> member, int proposers, int seconds)
      throws InterruptedException {
    ConcurrentHistogram times = new ConcurrentHistogram(3);
    AtomicLong failed = new AtomicLong();
    long begin = System.nanoTime();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < proposers; i++) {
      threads.add(
          Thread.ofVirtual()
              .start(
                  () -> {
                    while (System.nanoTime() - begin < seconds * NANOS_PER_SECOND) {
                      long before = System.nanoTime();
                      Bytes command = Bytes.wrap(new byte[COMMAND_BYTES]);
                      if (member.propose(command).join() instanceof ProposalOutcome.Applied<Long>) {
                        times.recordValue(System.nanoTime() - before);
                      } else {
                        failed.incrementAndGet();
                      }
                    }
                  }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    if (failed.get() > 0) {
      System.out.println(failed.get() + " proposals were not applied");
    }
    return new Result(times, System.nanoTime() - begin);
  }

  private record Result(ConcurrentHistogram times, long nanos) {}

  private static void print(String what, Result result) {
    System.out.println(
        String.format(
            Locale.ROOT,
            "%-32s %9.0f /s   p50 %7.0f us   p99 %7.0f us   max %8.0f us",
            what,
            result.times.getTotalCount() * 1e9 / result.nanos,
            result.times.getValueAtPercentile(50) / 1e3,
            result.times.getValueAtPercentile(99) / 1e3,
            result.times.getMaxValue() / 1e3));
  }
}
