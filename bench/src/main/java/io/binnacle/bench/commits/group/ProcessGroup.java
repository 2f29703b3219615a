package io.binnacle.bench.commits.group;

import io.binnacle.bench.commits.load.Group;
import io.binnacle.bench.commits.load.GrpcLoad;
import io.binnacle.bench.commits.load.Load;
import io.binnacle.bench.commits.load.Outcome;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Each member in a process of its own; the clients talk to the leader over gRPC. */
public final class ProcessGroup implements Group {
  private static final long LEADER_MILLIS_MAX = 60_000;
  private static final long LOOK_MILLIS = 50;

  private final List<Child> members = new ArrayList<>();
  private final List<Integer> clientPorts;

  public ProcessGroup(Path directory, int size) throws IOException {
    List<Integer> ports = FreePorts.take(2 * size);
    this.clientPorts = ports.subList(size, ports.size());
    List<String> peerPorts = ports.subList(0, size).stream().map(String::valueOf).toList();
    for (int i = 0; i < size; i++) {
      String name = "member-" + i;
      List<String> command =
          List.of(
              Path.of(System.getProperty("java.home"), "bin", "java").toString(),
              "-Xmx768m",
              "-XX:+UseCompactObjectHeaders",
              "-Dslf4j.internal.verbosity=ERROR",
              "-cp",
              System.getProperty("java.class.path"),
              "io.binnacle.bench.Bench",
              "consensus-member",
              "--directory",
              directory.toString(),
              "--name",
              name,
              "--peer-ports",
              String.join(",", peerPorts),
              "--client-port",
              String.valueOf(clientPorts.get(i)));
      members.add(Child.start(command, directory.resolve(name + ".log")));
    }
  }

  @Override
  public Outcome run(Load load) throws IOException, InterruptedException {
    return GrpcLoad.run(load, leaderPort(), members.stream().map(Child::handle).toList());
  }

  private int leaderPort() throws IOException, InterruptedException {
    for (long waited = 0; waited < LEADER_MILLIS_MAX; waited += LOOK_MILLIS) {
      for (int i = 0; i < members.size(); i++) {
        if (members.get(i).ask("role").equals("leader")) {
          return clientPorts.get(i);
        }
      }
      Thread.sleep(LOOK_MILLIS);
    }
    throw new IOException("no member leads");
  }

  @Override
  public void close() {
    members.forEach(Child::end);
  }
}
