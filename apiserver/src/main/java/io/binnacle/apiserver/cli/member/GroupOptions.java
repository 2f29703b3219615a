package io.binnacle.apiserver.cli.member;

import io.binnacle.apiserver.cli.cluster.ClusterException;
import io.binnacle.apiserver.groupclient.GroupClient;
import io.binnacle.apiserver.groupclient.GroupClientException;
import io.binnacle.apiserver.groupclient.KubeconfigFile;
import io.binnacle.apiserver.groupclient.RemoteGroup;
import io.binnacle.apiserver.groupclient.RemoteGroup.RemoteMember;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.BiPredicate;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which group, and as whom. */
final class GroupOptions {
  /** A load balancer hands on to another replica each time. */
  private static final int ATTEMPTS_MAX = 20;

  private static final long PAUSE_MILLIS = 250;

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
    try (GroupClient client = open()) {
      return question.apply(client);
    } catch (GroupClientException e) {
      throw new ClusterException(String.valueOf(e.getMessage()), e);
    }
  }

  /** A change of one member, and how to see that it has come about. */
  record Change(
      BiFunction<GroupClient, String, RemoteGroup> call, BiPredicate<RemoteGroup, String> isDone) {}

  /**
   * Changes a member, again where it may help. An attempt whose outcome is not known may have done
   * it, so the next one looks first.
   */
  RemoteGroup change(String id, Change change) {
    for (int attempt = 1; ; attempt++) {
      // A connection each time: behind a load balancer it leads to another replica.
      try (GroupClient client = open()) {
        RemoteGroup before = attempt == 1 ? null : client.list();
        return before != null && change.isDone.test(before, id)
            ? before
            : change.call.apply(client, id);
      } catch (GroupClientException e) {
        if (!e.isWorthRetrying() || attempt >= ATTEMPTS_MAX) {
          throw new ClusterException(String.valueOf(e.getMessage()), e);
        }
        pause();
      }
    }
  }

  /** The same once a leader is known, or after a few seconds as it is. */
  RemoteGroup withLeader(RemoteGroup group) {
    RemoteGroup now = group;
    for (int attempt = 1; now.leaderId() == null && attempt < ATTEMPTS_MAX; attempt++) {
      pause();
      now = ask(GroupClient::list);
    }
    return now;
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

  private GroupClient open() {
    Path chosen = kubeconfig == null ? dataDirectory.resolve("kubeconfig") : kubeconfig;
    try {
      return new GroupClient(KubeconfigFile.read(chosen), server);
    } catch (GroupClientException e) {
      throw new ClusterException(String.valueOf(e.getMessage()), e);
    }
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ClusterException("interrupted", e);
    }
  }
}
