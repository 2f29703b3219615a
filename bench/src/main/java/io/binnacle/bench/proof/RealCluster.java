package io.binnacle.bench.proof;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A cluster of processes in a scratch directory. Each member reaches each other one through a
 * {@link FaultyLink} of its own: its {@code --initial-cluster} names the entrances of its links.
 */
final class RealCluster implements AutoCloseable {
  private record Way(int from, int to) {}

  private final Path folder;
  private final Path program;
  private final List<RealMember> members = new ArrayList<>();
  private final Map<Way, FaultyLink> links = new LinkedHashMap<>();

  private RealCluster(Path folder, Path program) {
    this.folder = folder;
    this.program = program;
  }

  static RealCluster start(Path folder, Path program, int size)
      throws IOException, InterruptedException {
    RealCluster cluster = new RealCluster(folder, program);
    boolean started = false;
    try {
      cluster.makeCertificates(size);
      cluster.connect(size);
      for (RealMember member : cluster.members) {
        member.start();
      }
      started = true;
      return cluster;
    } finally {
      if (!started) {
        cluster.close();
      }
    }
  }

  List<RealMember> members() {
    return members;
  }

  Path kubeconfig() {
    return folder.resolve("pki").resolve("kubeconfig");
  }

  /** The links from one member to all others, or from all others to it. */
  List<FaultyLink> links(int member, boolean outgoing) {
    List<FaultyLink> found = new ArrayList<>();
    links.forEach(
        (way, link) -> {
          if ((outgoing ? way.from : way.to) == member) {
            found.add(link);
          }
        });
    return found;
  }

  FaultyLink link(int from, int to) {
    FaultyLink link = links.get(new Way(from, to));
    if (link == null) {
      throw new IllegalArgumentException("no link from " + from + " to " + to);
    }
    return link;
  }

  void healAll() throws IOException, InterruptedException {
    links.values().forEach(FaultyLink::heal);
    for (RealMember member : members) {
      member.goOn();
      member.start();
    }
  }

  private static String nameOf(int member) {
    return "member-" + (member + 1);
  }

  private void makeCertificates(int size) throws IOException, InterruptedException {
    List<String> names =
        Stream.iterate(0, i -> i + 1).limit(size).map(RealCluster::nameOf).toList();
    List<String> command = new ArrayList<>(java("256m"));
    command.addAll(List.of("certs", "init", "--members", String.join(",", names)));
    command.addAll(List.of("--output-dir", folder.resolve("pki").toString()));
    Path said = folder.resolve("certs.log");
    Process made =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile()).start();
    if (made.waitFor() != 0) {
      throw new IOException("no certificates: " + Files.readString(said));
    }
  }

  private void connect(int size) throws IOException {
    int[] ports = freePorts(2 * size);
    for (int from = 0; from < size; from++) {
      List<String> addresses = new ArrayList<>();
      for (int to = 0; to < size; to++) {
        int port = ports[to];
        if (to != from) {
          FaultyLink link = new FaultyLink(ports[to]);
          links.put(new Way(from, to), link);
          port = link.port();
        }
        addresses.add(nameOf(to) + "=127.0.0.1:" + port);
      }
      String name = nameOf(from);
      members.add(
          new RealMember(
              name,
              ports[size + from],
              serve(name, ports[from], ports[size + from], String.join(",", addresses)),
              folder.resolve(name + ".log")));
    }
  }

  private static int[] freePorts(int count) throws IOException {
    List<ServerSocket> sockets = new ArrayList<>();
    int[] ports = new int[count];
    try {
      for (int i = 0; i < count; i++) {
        sockets.add(new ServerSocket(0));
        ports[i] = sockets.get(i).getLocalPort();
      }
    } finally {
      for (ServerSocket socket : sockets) {
        socket.close();
      }
    }
    return ports;
  }

  private List<String> java(String heap) {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:+UseSerialGC",
        "-XX:+UseCompactObjectHeaders",
        // Members start often here: quick starts count for more than fast code.
        "-XX:TieredStopAtLevel=1",
        "-Xmx" + heap,
        "-jar",
        program.toString());
  }

  private List<String> serve(String name, int peerPort, int securePort, String addresses) {
    Path pki = folder.resolve("pki");
    List<String> command = new ArrayList<>(java("512m"));
    command.addAll(
        List.of(
            "serve",
            "--name=" + name,
            "--data-dir=" + folder.resolve(name),
            "--bind-address=127.0.0.1",
            "--advertise-address=127.0.0.1",
            "--secure-port=" + securePort,
            "--tls-cert-file=" + pki.resolve(name + ".crt"),
            "--tls-private-key-file=" + pki.resolve(name + ".key"),
            "--client-ca-file=" + pki.resolve("ca.crt"),
            "--peer-bind-address=127.0.0.1",
            "--peer-port=" + peerPort,
            "--peer-cert-file=" + pki.resolve(name + ".crt"),
            "--peer-key-file=" + pki.resolve(name + ".key"),
            "--peer-trusted-ca-file=" + pki.resolve("ca.crt"),
            "--initial-cluster=" + addresses));
    return command;
  }

  @Override
  public void close() {
    members.forEach(RealMember::kill);
    links.values().forEach(FaultyLink::close);
  }
}
