package io.binnacle.apiserver.joining;

import io.binnacle.apiserver.groupclient.GroupClient;
import io.binnacle.apiserver.groupclient.GroupClientException;
import io.binnacle.apiserver.groupclient.KubeconfigFile;
import io.binnacle.apiserver.groupclient.RemoteGroup;
import io.binnacle.consensus.ConsensusConfig;
import io.binnacle.consensus.base.HexadecimalId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code --join}: a member that a running group takes in (RAFT-58, RAFT-62). */
public final class Joining {
  private static final int HEXADECIMAL = 16;

  private Joining() {}

  /**
   * Who this member is: as it joined before, or by asking the group now, which takes it in as a
   * learner.
   *
   * @throws IOException with a message for people
   */
  public static JoinFile of(JoinWish wish) throws IOException {
    Path dataDirectory = wish.dataDirectory();
    JoinFile known = JoinFile.read(dataDirectory);
    if (known != null && known.settled()) {
      requireSameGroup(known, wish);
      return known;
    }
    if (known == null && Files.exists(dataDirectory.resolve("member"))) {
      throw new IOException(
          dataDirectory
              + " holds a member already: start it without --join; to join as a new member, have the"
              + " old one removed from its group and empty the directory, or give another --data-dir");
    }
    try (GroupClient client =
        new GroupClient(KubeconfigFile.read(wish.kubeconfig()), wish.server())) {
      RemoteGroup group = client.list();
      JoinFile mine = known == null ? introduce(wish, group) : again(known, group);
      mine.write(dataDirectory);
      String id = HexadecimalId.of(mine.self().memberId());
      if (group.members().stream().noneMatch(each -> each.memberId().equals(id))) {
        client.add(id, mine.self().name(), mine.self().host(), mine.self().port());
      }
      return mine;
    } catch (GroupClientException e) {
      throw new IOException("cannot join " + wish.server() + ": " + e.getMessage(), e);
    }
  }

  /**
   * A member that has its standing needs nobody to start, so this counts only where an answer comes
   * soon: {@code --join} may have stayed among its flags.
   */
  private static void requireSameGroup(JoinFile known, JoinWish wish) throws IOException {
    RemoteGroup group;
    try (GroupClient client =
        GroupClient.impatient(KubeconfigFile.read(wish.kubeconfig()), wish.server())) {
      group = client.list();
    } catch (GroupClientException _) {
      return;
    }
    String own = HexadecimalId.of(known.clusterId());
    if (!own.equals(group.clusterId())) {
      throw new IOException(
          "%s holds member %s of cluster %s, and behind --join %s is cluster %s: to join that one"
                  .formatted(
                      wish.dataDirectory(),
                      known.self().name(),
                      own,
                      wish.server(),
                      group.clusterId())
              + " as a new member, empty the directory; to go on in the old one, leave out --join");
    }
  }

  /** It goes on as the same member; where the others are reached may have changed since. */
  private static JoinFile again(JoinFile known, RemoteGroup group) throws IOException {
    if (!HexadecimalId.of(known.clusterId()).equals(group.clusterId())) {
      throw new IOException(
          "this member has begun to join another group: empty its --data-dir to join this one");
    }
    List<ConsensusConfig.Member> others =
        othersOf(group, HexadecimalId.of(known.self().memberId()));
    return new JoinFile(known.clusterId(), known.self(), others, false);
  }

  private static List<ConsensusConfig.Member> othersOf(RemoteGroup group, @Nullable String self)
      throws IOException {
    List<ConsensusConfig.Member> others = new ArrayList<>();
    for (RemoteGroup.RemoteMember each : group.members()) {
      if (each.memberId().equals(self)) {
        continue;
      }
      if (each.port() == 0) {
        throw new IOException(
            "member %s of the group has no peer address: start it with --peer-port,"
                    .formatted(each.name())
                + " --advertise-address and the --peer- certificates first");
      }
      others.add(
          new ConsensusConfig.Member(id(each.memberId()), each.name(), each.host(), each.port()));
    }
    return others;
  }

  private static JoinFile introduce(JoinWish wish, RemoteGroup group) throws IOException {
    JoinWish.Contact contact = wish.self();
    String name = contact.name();
    String given = wish.memberId();
    List<ConsensusConfig.Member> others = othersOf(group, given);
    if (others.stream().anyMatch(each -> each.name().equals(name))) {
      throw new IOException(
          "the group has a member " + name + " already: give another --name, or remove it first");
    }
    long memberId =
        given == null
            ? ConsensusConfig.Group.newMemberId(new SecureRandom().nextLong())
            : id(given);
    ConsensusConfig.Member self =
        new ConsensusConfig.Member(memberId, name, contact.host(), contact.port());
    return new JoinFile(
        Long.parseUnsignedLong(group.clusterId(), HEXADECIMAL), self, others, false);
  }

  private static long id(String text) throws IOException {
    try {
      return Long.parseLong(text, HEXADECIMAL);
    } catch (NumberFormatException e) {
      throw new IOException("\"" + text + "\" is no member id", e);
    }
  }
}
