package io.binnacle.apiserver.cli;

import io.binnacle.apiserver.cli.cluster.ClusterException;
import io.binnacle.apiserver.cli.cluster.ClusterFile;
import io.binnacle.apiserver.cli.cluster.ClusterFolder;
import io.binnacle.apiserver.cli.cluster.ClusterPki;
import io.binnacle.apiserver.cli.cluster.ReplicaSpec;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code binnacle status}. */
@Command(
    name = "status",
    description = {
      "Show the members of a local cluster: who leads, how far each one is.",
      "LAG is how many committed entries a member has not applied yet, compared with the leader."
    })
final class StatusCommand implements Callable<Integer> {
  private static final String ROW = "%-14s %-10s %-9s %6s %12s %12s %12s %8s  %s";

  enum Output {
    table,
    json
  }

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      defaultValue = ".binnacle",
      description = {"The data directory that 'up' was given.", "Default: .binnacle."})
  private Path dataDirectory = Path.of(".binnacle");

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      defaultValue = "table",
      description = "table or json. Default: table.")
  private Output output = Output.table;

  @Override
  public Integer call() {
    ClusterFolder folder = new ClusterFolder(dataDirectory);
    ClusterFile cluster =
        ClusterFile.load(folder.clusterFile())
            .orElseThrow(() -> new ClusterException("there is no cluster in " + folder.root()));
    List<MemberReport> members = ask(cluster, folder);
    PrintWriter out = spec.commandLine().getOut();
    switch (output) {
      case table -> printTable(members, out);
      case json -> printJson(members, out);
    }
    return 0;
  }

  /** All at once: one that hangs costs its timeout, not each one's. */
  private static List<MemberReport> ask(ClusterFile cluster, ClusterFolder folder) {
    SSLContext identity = new ClusterPki(folder).adminIdentity();
    Executor eachInItsThread = Thread::startVirtualThread;
    List<CompletableFuture<MemberReport>> asked = new ArrayList<>();
    for (ReplicaSpec each : cluster.replicas()) {
      asked.add(
          CompletableFuture.supplyAsync(
              () -> MemberReport.of(each, folder, identity), eachInItsThread));
    }
    return asked.stream().map(CompletableFuture::join).toList();
  }

  private static void printJson(List<MemberReport> members, PrintWriter out) {
    ObjectNode root = JsonMapper.shared().createObjectNode();
    ArrayNode list = root.putArray("members");
    for (MemberReport each : members) {
      each.writeTo(list.addObject());
    }
    out.println(root);
  }

  private static void printTable(List<MemberReport> members, PrintWriter out) {
    long committed = members.stream().mapToLong(MemberReport::commitIndex).max().orElse(0);
    out.println(
        ROW.formatted(
            "NAME", "PID", "ROLE", "TERM", "COMMIT", "APPLIED", "REVISION", "LAG", "URL"));
    for (MemberReport each : members) {
      out.println(row(each, committed).stripTrailing());
    }
    boolean led = members.stream().anyMatch(each -> each.role().equals("leader"));
    if (!led) {
      out.println("No member leads: writes and reads wait until a majority runs.");
    }
  }

  private static String row(MemberReport member, long committed) {
    String pid = member.pid() == null ? "-" : Long.toString(member.pid());
    if (!member.answers()) {
      String role = member.pid() == null ? "down" : "no answer";
      return ROW.formatted(member.name(), pid, role, "-", "-", "-", "-", "-", member.url());
    }
    return ROW.formatted(
        member.name(),
        pid,
        member.role(),
        member.term(),
        member.commitIndex(),
        member.appliedIndex(),
        member.revision(),
        committed - member.appliedIndex(),
        member.url() + (member.ready() ? "" : "  (not ready)"));
  }
}
