package io.binnacle.apiserver.cli.supervision;

import io.binnacle.apiserver.cli.client.ReplicaClient;
import io.binnacle.apiserver.cli.cluster.ClusterFile;
import io.binnacle.apiserver.cli.cluster.ClusterFolder;
import io.binnacle.apiserver.cli.cluster.ClusterPki;
import io.binnacle.apiserver.cli.cluster.ReplicaSpec;
import io.binnacle.apiserver.cli.process.JavaCommand;
import io.binnacle.apiserver.cli.supervision.ClusterStart.Progress;
import io.binnacle.apiserver.joining.DirectoryCondition;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * How a replica whose directory was lost comes back: its group removes it, and with an empty
 * directory it joins as a new member (RAFT-58). Under its old id it never takes part again, since
 * it has forgotten what it acknowledged.
 */
final class Readmission {
  private static final int TIMEOUT_MILLIS = 2_000;

  private final ClusterFolder folder;
  private final ClusterFile cluster;

  Readmission(ClusterFolder folder, ClusterFile cluster) {
    this.folder = folder;
    this.cluster = cluster;
  }

  /** What the group says of a replica whose directory is empty. */
  sealed interface Verdict {
    /** It may join by this address. */
    record MayJoin(URI by) implements Verdict {}

    /** It counts as a member still. */
    record IsMember() implements Verdict {
      String reason() {
        return "its directory is empty, and the group has it as a member still";
      }

      Progress out() {
        return new Progress.Out(reason(), true);
      }
    }

    /** No replica is ready to say. */
    record Unknown() implements Verdict {}
  }

  /** Asks about one replica, again and again. */
  Inquiry about(ReplicaSpec returning) {
    return new Inquiry(returning);
  }

  /**
   * One question at a time, asked beside the caller: those that are asked may hang for seconds, and
   * the caller looks after the other replicas too. For one thread.
   */
  final class Inquiry {
    private static final long PAUSE_NANOS = 250_000_000L;

    private final ReplicaSpec returning;
    private @Nullable FutureTask<Verdict> asked;
    private long notBeforeNanos = System.nanoTime();

    private Inquiry(ReplicaSpec returning) {
      this.returning = returning;
    }

    /** The verdict, once, when it is there; asks where no question is under way. */
    Optional<Verdict> poll() {
      FutureTask<Verdict> question = asked;
      if (question == null && System.nanoTime() - notBeforeNanos >= 0) {
        question = new FutureTask<>(() -> of(returning));
        asked = question;
        Thread.ofVirtual().name("ask-about-" + returning.name()).start(question);
      }
      if (question == null || !question.isDone()) {
        return Optional.empty();
      }
      asked = null;
      notBeforeNanos = System.nanoTime() + PAUSE_NANOS;
      return Optional.of(
          switch (question.state()) {
            case SUCCESS -> question.resultNow();
            // Without the administrator's certificate nobody can be asked.
            case FAILED, CANCELLED, RUNNING -> new Verdict.Unknown();
          });
    }

    /** The answer to what was asked before is of no interest any more. */
    void beginAnew() {
      asked = null;
      notBeforeNanos = System.nanoTime();
    }
  }

  /** Asks those that are ready, until one answers. */
  private Verdict of(ReplicaSpec returning) {
    SSLContext administrator = new ClusterPki(folder).adminIdentity();
    Path directory = folder.replica(returning.name());
    for (ReplicaSpec each : cluster.replicas()) {
      if (each.equals(returning)) {
        continue;
      }
      try (ReplicaClient client =
          new ReplicaClient(administrator, each.securePort(), TIMEOUT_MILLIS)) {
        // One that has not caught up may not know yet who was removed.
        if (client.get("/readyz").status() != 200) {
          continue;
        }
        ReplicaClient.Answer answer = client.get("/binnacle/v1/members");
        if (answer.status() == 200) {
          // Looked at after the answer: it takes its id down before the group hears of it.
          boolean mayJoin =
              !names(answer.body()).contains(returning.name())
                  || DirectoryCondition.isJoining(directory)
                  || DirectoryCondition.of(directory) != DirectoryCondition.EMPTY;
          return mayJoin ? new Verdict.MayJoin(URI.create(each.url())) : new Verdict.IsMember();
        }
      } catch (IOException | JacksonException _) {
        // Another one may answer.
      }
    }
    return new Verdict.Unknown();
  }

  private static List<String> names(String group) {
    JsonNode members = JsonMapper.shared().readTree(group).path("members");
    return members.valueStream().map(each -> each.path("name").asString("")).toList();
  }

  /** How a replica comes back that counts as a member still, for people; nothing for one alone. */
  List<String> wayBack(ReplicaSpec lost) {
    if (cluster.replicas().size() == 1) {
      return List.of();
    }
    List<String> lines = new ArrayList<>();
    lines.add("While the others serve, this brings it back as a new member:");
    lines.addAll(commands(lost));
    return lines;
  }

  /** Why one whose directory was emptied stays down, and its way back, for people. */
  String told(ReplicaSpec emptied, Verdict verdict) {
    if (cluster.replicas().size() == 1) {
      return "its directory is empty\n" + String.join("\n", newBeginning(emptied));
    }
    String way = String.join("\n", wayBack(emptied));
    return switch (verdict) {
      case Verdict.MayJoin _ ->
          "its directory is empty, and the group has no member of its name\n"
              + "This lets it join as a new member:\n"
              + commands(emptied).getLast();
      case Verdict.IsMember isMember -> isMember.reason() + "\n" + way;
      case Verdict.Unknown _ ->
          "its directory is empty, and no replica is ready to take it in\n" + way;
    };
  }

  /** What is left to do for a replica alone whose directory is empty, for people. */
  List<String> newBeginning(ReplicaSpec alone) {
    return List.of(
        "No other replica has what it had. This begins anew, with nothing:",
        "  %s down --data-dir %s".formatted(JavaCommand.commandName(), folder.root()),
        commands(alone).getLast());
  }

  private List<String> commands(ReplicaSpec lost) {
    String binnacle = "  " + JavaCommand.commandName();
    Path root = folder.root();
    return List.of(
        "%s member remove %s --data-dir %s".formatted(binnacle, lost.name(), root),
        "  rm -rf %s".formatted(folder.replica(lost.name())),
        "%s up --data-dir %s".formatted(binnacle, root));
  }

  /** The same for one that the group has removed. */
  List<String> commandsOfRemoved(ReplicaSpec removed) {
    List<String> all = commands(removed);
    return all.subList(1, all.size());
  }
}
