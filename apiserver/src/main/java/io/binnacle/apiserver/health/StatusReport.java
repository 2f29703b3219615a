package io.binnacle.apiserver.health;

import io.binnacle.consensus.MemberStatus;
import io.binnacle.consensus.base.HexadecimalId;
import io.binnacle.store.KeyValueStore;
import io.binnacle.store.StoreStatus;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Puts together what a replica says of itself. */
public final class StatusReport implements Supplier<ServerStatus> {
  private final String name;
  private final KeyValueStore store;
  private final BooleanSupplier isReady;
  private final Supplier<String> url;

  public StatusReport(
      String name, KeyValueStore store, BooleanSupplier isReady, Supplier<String> url) {
    this.name = name;
    this.store = store;
    this.isReady = isReady;
    this.url = url;
  }

  @Override
  public ServerStatus get() {
    StoreStatus status = store.status();
    MemberStatus member = status.member();
    long revision = status.revision().number();
    long pid = ProcessHandle.current().pid();
    boolean ready = isReady.getAsBoolean();
    if (member == null) {
      return new ServerStatus(
          name, "", "replica", 0, 0, 0, revision, null, 0, ready, url.get(), pid);
    }
    return new ServerStatus(
        member.name(),
        HexadecimalId.of(member.memberId()),
        member.role().name().toLowerCase(Locale.ROOT),
        member.term(),
        member.commitIndex(),
        member.appliedIndex(),
        revision,
        leaderName(member),
        Math.max(0, member.commitIndex() - member.appliedIndex()),
        ready,
        url.get(),
        pid);
  }

  private static @Nullable String leaderName(MemberStatus member) {
    Long leader = member.leaderId();
    if (leader == null) {
      return null;
    }
    if (leader == member.memberId()) {
      return member.name();
    }
    return member.peers().stream()
        .filter(peer -> peer.memberId() == leader)
        .map(MemberStatus.Peer::name)
        .findFirst()
        .orElse(HexadecimalId.of(leader));
  }
}
