package io.binnacle.apiserver.cli.member;

import io.binnacle.apiserver.cli.cluster.ClusterException;
import io.binnacle.apiserver.groupclient.GroupClient;
import io.binnacle.apiserver.groupclient.GroupClientException;
import io.binnacle.apiserver.groupclient.KubeconfigFile;
import io.binnacle.apiserver.groupclient.RemoteGroup;
import io.binnacle.apiserver.groupclient.RemoteGroup.RemoteMember;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.BiPredicate;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which group, and as whom. */
final class GroupOptions {
  @Option(
      names = "--kubeconfig",
      paramLabel = "FILE",
      description = "An administrator's. Default: the one in the data directory.")
  private @Nullable Path kubeconfig;

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      defaultValue = ".binnacle",
      description = "Of a cluster that `up` has started. Default: ${DEFAULT-VALUE}.")
  private Path dataDirectory = Path.of(".binnacle");

  @Option(
      names = "--server",
      paramLabel = "URL",
      description = "One replica or a load balancer, in place of what the kubeconfig names.")
  private @Nullable URI server;

  /** Asks once. */
  RemoteGroup ask(Function<GroupClient, RemoteGroup> question) {
    try {
      return onOwnConnection(false, question);
    } catch (GroupClientException e) {
      throw new ClusterException(String.valueOf(e.getMessage()), e);
    }
  }

  /** A change of one member, and how to see that it has come about. */
  record Change(
      BiFunction<GroupClient, String, RemoteGroup> call, BiPredicate<RemoteGroup, String> isDone) {}

  /**
   * A change that has come about.
   *
   * @param member as it was before
   * @param leaderIdBefore null where no leader was known
   */
  record Changed(RemoteMember member, @Nullable String leaderIdBefore, RemoteGroup after) {}

  /**
   * Changes a member, again where it may help; says on {@code err} when that takes a while. That no
   * replica answers when the member is looked up counts into the same time.
   */
  Changed change(String nameOrId, Change change, PrintWriter err) {
    ChangeOfMember attempt = new ChangeOfMember(nameOrId, change);
    try {
      RemoteGroup after = new PatientChange(new WallTime(), err).make(attempt);
      Found found = attempt.found();
      return new Changed(found.member, found.leaderId, after);
    } catch (GroupClientException e) {
      throw new ClusterException(String.valueOf(e.getMessage()), e);
    }
  }

  /** Adds a member under an id that the caller has chosen, again where that may help. */
  void add(String id, Function<GroupClient, RemoteGroup> call, PrintWriter err) {
    try {
      new PatientChange(new WallTime(), err)
          .make(
              new PatientChange.Attempt() {
                @Override
                public RemoteGroup look() {
                  return onOwnConnection(true, GroupClient::list);
                }

                @Override
                public RemoteGroup call() {
                  return onOwnConnection(false, call);
                }

                @Override
                public boolean isDoneIn(RemoteGroup group) {
                  return standingOf(group, id) != null;
                }
              });
    } catch (GroupClientException e) {
      throw new ClusterException(String.valueOf(e.getMessage()), e);
    }
  }

  private record Found(RemoteMember member, @Nullable String leaderId) {}

  private final class ChangeOfMember implements PatientChange.Attempt {
    private final String nameOrId;
    private final Change change;
    private @Nullable Found found;

    private ChangeOfMember(String nameOrId, Change change) {
      this.nameOrId = nameOrId;
      this.change = change;
    }

    /** What the first look found: once it is removed, the name is nobody's. */
    private Found found() {
      return Objects.requireNonNull(found);
    }

    @Override
    public RemoteGroup look() {
      RemoteGroup group = onOwnConnection(true, GroupClient::list);
      if (found == null) {
        found = new Found(find(group, nameOrId), group.leaderId());
      }
      return group;
    }

    @Override
    public RemoteGroup call() {
      String id = found().member.memberId();
      return onOwnConnection(false, client -> change.call.apply(client, id));
    }

    @Override
    public boolean isDoneIn(RemoteGroup group) {
      return change.isDone.test(group, found().member.memberId());
    }
  }

  /** A connection each time: behind a load balancer it leads to another replica. */
  private RemoteGroup onOwnConnection(
      boolean impatient, Function<GroupClient, RemoteGroup> question) {
    try (GroupClient client = open(impatient)) {
      return question.apply(client);
    }
  }

  /** The same once a leader is known, or after a few seconds as it was seen last. */
  RemoteGroup withLeader(RemoteGroup changed, PrintWriter err) {
    return new PatientChange(new WallTime(), err)
        .withLeader(changed, () -> onOwnConnection(true, GroupClient::list));
  }

  /** Null where the group has no such member. */
  static @Nullable String standingOf(RemoteGroup group, String id) {
    return group.members().stream()
        .filter(each -> each.memberId().equals(id))
        .map(RemoteMember::standing)
        .findFirst()
        .orElse(null);
  }

  static RemoteMember find(RemoteGroup group, String nameOrId) {
    List<RemoteMember> found =
        group.members().stream()
            .filter(
                each -> each.memberId().equalsIgnoreCase(nameOrId) || each.name().equals(nameOrId))
            .toList();
    if (found.size() == 1) {
      return found.getFirst();
    }
    throw new ClusterException(
        found.isEmpty()
            ? "the group has no member "
                + nameOrId
                + ": give a name, or an id in hexadecimal, as 'binnacle member list' shows them"
            : found.size() + " members are called " + nameOrId + ": give the id");
  }

  private GroupClient open(boolean impatient) {
    Path chosen = kubeconfig == null ? dataDirectory.resolve("kubeconfig") : kubeconfig;
    KubeconfigFile read = KubeconfigFile.read(chosen);
    return impatient ? GroupClient.impatient(read, server) : new GroupClient(read, server);
  }

  private static final class WallTime implements PatientChange.Time {
    @Override
    public long nanos() {
      return System.nanoTime();
    }

    @Override
    public void pause(Duration duration) {
      try {
        Thread.sleep(duration);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new ClusterException("interrupted", e);
      }
    }
  }
}
