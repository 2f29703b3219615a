package io.binnacle.bench.commits.group;

import io.binnacle.consensus.ConsensusConfig;
import io.binnacle.consensus.disk.FileDisk;
import io.binnacle.consensus.driver.ConsensusMember;
import io.binnacle.consensus.transport.NettyPeerTransport;
import io.binnacle.consensus.transport.NoPeers;
import io.binnacle.consensus.transport.PeerSecurity;
import io.binnacle.consensus.transport.PeerTransport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How members are started: the defaults of the product, but for TLS between them. */
final class MemberStart {
  private MemberStart() {}

  /** Addresses by name. */
  static Map<String, String> addresses(List<Integer> ports) {
    Map<String, String> addresses = new LinkedHashMap<>();
    for (int i = 0; i < ports.size(); i++) {
      addresses.put("member-" + i, "127.0.0.1:" + ports.get(i));
    }
    return addresses;
  }

  static ConsensusMember<Long> start(Path directory, String name, Map<String, String> addresses)
      throws IOException {
    ConsensusConfig.Group group =
        ConsensusConfig.Group.ofInitialCluster("commits", name, addresses);
    PeerTransport transport =
        addresses.size() == 1
            ? new NoPeers()
            : new NettyPeerTransport(
                group,
                new InetSocketAddress(InetAddress.getLoopbackAddress(), group.self().port()),
                new PeerSecurity.PlaintextForTests(),
                group.memberId());
    return ConsensusMember.start(
        ConsensusConfig.of(group, group.memberId()),
        FileDisk.at(directory.resolve(name)),
        transport,
        new CountingMachine());
  }
}
