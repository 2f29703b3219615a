package io.binnacle.consensus.transport;

import io.binnacle.consensus.ConsensusConfig;
import io.binnacle.consensus.metrics.ConnectionFault;
import io.binnacle.consensus.transport.hello.Hello;
import io.binnacle.consensus.transport.hello.RefusedPeerException;
import io.netty.channel.Channel;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Another member as this one reaches it, and is reached by it: a connection for each lane and
 * direction. The event loop's, but for what is volatile in the connections.
 */
final class RemoteMember {
  /** The transport's side of it. */
  interface Host {
    PeerTransport.@Nullable Receiver receiver();

    void requireCertificateOf(ConsensusConfig.Member member, Channel channel)
        throws RefusedPeerException;

    void faulty(ConnectionFault fault);

    /** Whether nobody has told yet that the group knows this member with another directory. */
    boolean isFirstOtherDirectory();
  }

  /** Makes the connection of one lane. */
  interface Connector {
    OutgoingConnection connection(
        ConsensusConfig.Member member, Hello.Lane lane, OutgoingConnection.Listener listener);
  }

  private static final Logger LOGGER = LoggerFactory.getLogger(RemoteMember.class);

  private final ConsensusConfig.Member member;
  private final Host host;
  private final Map<Hello.Lane, OutgoingConnection> lanes = new EnumMap<>(Hello.Lane.class);

  /** At most one on each lane: a second one says that the first is dead. */
  private final Map<Hello.Lane, Channel> incoming = new EnumMap<>(Hello.Lane.class);

  private boolean connecting;
  private boolean away;

  /** As one of another group, and that was told. */
  private boolean refused;

  RemoteMember(ConsensusConfig.Member member, Host host, Connector connector) {
    this.member = member;
    this.host = host;
    for (Hello.Lane lane : Hello.Lane.values()) {
      lanes.put(lane, connector.connection(member, lane, new LaneListener(lane)));
    }
  }

  ConsensusConfig.Member member() {
    return member;
  }

  OutgoingConnection lane(Hello.Lane lane) {
    OutgoingConnection connection = lanes.get(lane);
    if (connection == null) {
      throw new IllegalStateException("every lane has a connection");
    }
    return connection;
  }

  /** Begins to connect, once; it then goes on by itself. */
  void connect() {
    if (!connecting) {
      connecting = true;
      lanes.values().forEach(OutgoingConnection::connect);
    }
  }

  /** Ends what this member opened; on any thread. */
  void close() {
    lanes.values().forEach(OutgoingConnection::close);
  }

  /** Ends what the other one opened; on the event loop. */
  void turnAway() {
    for (Channel each : List.copyOf(incoming.values())) {
      Future<?> _ = each.close();
    }
  }

  /** It has opened a connection to this member. */
  void incomingOpened(Hello.Lane lane, Channel channel) {
    Channel previous = incoming.put(lane, channel);
    if (previous != null) {
      Future<?> _ = previous.close();
    }
  }

  void incomingClosed(Hello.Lane lane, Channel channel) {
    PeerTransport.Receiver receiver = host.receiver();
    if (incoming.remove(lane, channel) && lane == Hello.Lane.MESSAGES && receiver != null) {
      receiver.peerLost(member.memberId());
    }
  }

  /** One line tells of an outage, however many lanes and attempts it takes to end it. */
  private void noteFailure(String why) {
    if (!away) {
      away = true;
      LOGGER.info("no connection to member {}: {}", member.name(), why);
    }
  }

  private void noteOpened() {
    if (away && lanes.values().stream().allMatch(OutgoingConnection::isEstablished)) {
      away = false;
      refused = false;
      LOGGER.info("connected to member {}", member.name());
    }
  }

  private final class LaneListener implements OutgoingConnection.Listener {
    private final Hello.Lane lane;
    private boolean wasOpen;

    LaneListener(Hello.Lane lane) {
      this.lane = lane;
    }

    @Override
    public void answered(Channel channel) throws RefusedPeerException {
      host.requireCertificateOf(member, channel);
    }

    @Override
    public void opened() {
      wasOpen = true;
      noteOpened();
      PeerTransport.Receiver receiver = host.receiver();
      if (receiver != null) {
        switch (lane) {
          case MESSAGES -> receiver.peerConnected(member.memberId());
          case SNAPSHOTS -> receiver.snapshotsConnected(member.memberId());
        }
      }
    }

    /**
     * That a connection closed is news. That one cannot be opened is, too, but not while the other
     * side still talks to us: then it lives, and only our way there is closed.
     */
    @Override
    public void failed(String why) {
      noteFailure(why);
      PeerTransport.Receiver receiver = host.receiver();
      boolean isNews = wasOpen || !incoming.containsKey(Hello.Lane.MESSAGES);
      wasOpen = false;
      if (lane == Hello.Lane.MESSAGES && isNews && receiver != null) {
        receiver.peerLost(member.memberId());
      }
    }

    @Override
    public void removed() {
      PeerTransport.Receiver receiver = host.receiver();
      if (receiver != null) {
        receiver.removed();
      }
    }

    /** All others say the same, on each lane, and the first of them ends this member. */
    @Override
    public void otherDirectory(String why) {
      away = true;
      PeerTransport.Receiver receiver = host.receiver();
      if (receiver != null && host.isFirstOtherDirectory()) {
        receiver.otherDirectory("member " + member.name() + " refuses this one: " + why);
      }
    }

    /** Nothing that time heals, so more than an outage; it is tried again all the same. */
    @Override
    public void otherCluster(String why) {
      if (!refused) {
        away = true;
        refused = true;
        LOGGER.warn("member {} refuses this one: {}", member.name(), why);
      }
    }

    @Override
    public void faulty(ConnectionFault fault) {
      host.faulty(fault);
    }
  }
}
