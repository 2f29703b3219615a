package io.binnacle.consensus.transport;

import io.binnacle.consensus.ConsensusConfig;
import io.binnacle.consensus.message.PeerMessage;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Members over TCP. Each member opens two connections to each other one, for messages and for
 * snapshots, and sends on those only; so each has one owner, and a lost one is noticed on both
 * sides. One event loop serves them all.
 */
public final class NettyPeerTransport implements PeerTransport {
  private static final Logger LOGGER = LoggerFactory.getLogger(NettyPeerTransport.class);
  private static final int CONNECT_MILLIS_MAX = 2_000;
  private static final WriteBufferWaterMark WATER_MARK =
      new WriteBufferWaterMark(256 << 10, 1 << 20);

  /** Two lanes of each member twice, while old ones are about to close, and room for strangers. */
  private static final int INCOMING_MAX = 128;

  private final ConsensusConfig.Group group;
  private final InetSocketAddress listenAddress;
  private final PeerSecurity security;
  private final long seed;
  private final EventLoopGroup eventLoops;
  private final Strangers strangers = new Strangers();
  private final Map<Long, Peer> peers = new TreeMap<>();
  private volatile @Nullable Receiver receiver;
  private volatile @Nullable Channel listening;

  /** Everything that was accepted, and the port itself; closed explicitly before the loop ends. */
  private final ChannelGroup open;

  private volatile boolean closing;
  private int incoming;

  /**
   * @param listenAddress where the peer port is bound; port 0 takes a free one
   * @param seed of the jitter between attempts to connect
   */
  public NettyPeerTransport(
      ConsensusConfig.Group group,
      InetSocketAddress listenAddress,
      PeerSecurity security,
      long seed) {
    this.group = group;
    this.listenAddress = listenAddress;
    this.security = security;
    this.seed = seed;
    this.eventLoops =
        new MultiThreadIoEventLoopGroup(
            1,
            new DefaultThreadFactory("binnacle-" + group.self().name() + "-peers", true),
            NioIoHandler.newFactory());
    this.open = new DefaultChannelGroup(eventLoops.next());
    // Complete before anybody can send: the map never changes afterwards.
    EventLoop eventLoop = eventLoops.next();
    Bootstrap bootstrap =
        new Bootstrap()
            .group(eventLoop)
            .channel(NioSocketChannel.class)
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.SO_KEEPALIVE, true)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS_MAX)
            .option(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
            .handler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {}
                });
    for (ConsensusConfig.Member member : group.members()) {
      if (member.memberId() != group.memberId()) {
        peers.put(member.memberId(), new Peer(member, bootstrap, eventLoop));
      }
    }
  }

  /** The event loop's, but for what is volatile in it. */
  private final class Peer {
    private final long memberId;
    private final Map<Hello.Lane, OutgoingConnection> lanes = new TreeMap<>();
    private final String name;
    private int incomingMessageLanes;
    private boolean away;

    Peer(ConsensusConfig.Member member, Bootstrap bootstrap, EventLoop eventLoop) {
      this.memberId = member.memberId();
      this.name = member.name();
      Random jitter = new Random(seed ^ memberId);
      for (Hello.Lane lane : Hello.Lane.values()) {
        Hello hello = new Hello(group.clusterId(), group.memberId(), memberId, lane);
        lanes.put(
            lane,
            new OutgoingConnection(
                new OutgoingConnection.Target(hello, member.name(), member.host(), member.port()),
                bootstrap,
                eventLoop,
                NettyPeerTransport.this::installClientTls,
                jitter,
                new LaneListener(this, lane)));
      }
    }

    OutgoingConnection lane(Hello.Lane lane) {
      OutgoingConnection connection = lanes.get(lane);
      if (connection == null) {
        throw new IllegalStateException("every lane has a connection");
      }
      return connection;
    }

    /** One line tells of an outage, however many lanes and attempts it takes to end it. */
    void noteFailure(String why) {
      if (!away) {
        away = true;
        LOGGER.info("no connection to member {}: {}", name, why);
      }
    }

    void noteOpened() {
      if (away && lanes.values().stream().allMatch(OutgoingConnection::isEstablished)) {
        away = false;
        LOGGER.info("connected to member {}", name);
      }
    }
  }

  private final class LaneListener implements OutgoingConnection.Listener {
    private final Peer peer;
    private final Hello.Lane lane;
    private boolean wasOpen;

    LaneListener(Peer peer, Hello.Lane lane) {
      this.peer = peer;
      this.lane = lane;
    }

    @Override
    public void opened() {
      wasOpen = true;
      peer.noteOpened();
      Receiver current = receiver;
      if (lane == Hello.Lane.MESSAGES && current != null) {
        current.peerConnected(peer.memberId);
      }
    }

    /**
     * That a connection closed is news. That one cannot be opened is, too, but not while the other
     * side still talks to us: then it lives, and only our way there is closed.
     */
    @Override
    public void failed(String why) {
      peer.noteFailure(why);
      Receiver current = receiver;
      boolean isNews = wasOpen || peer.incomingMessageLanes == 0;
      wasOpen = false;
      if (lane == Hello.Lane.MESSAGES && isNews && current != null) {
        current.peerLost(peer.memberId);
      }
    }
  }

  @Override
  public void start(Receiver toTell) throws IOException {
    receiver = toTell;
    listening = listen();
    for (Peer peer : peers.values()) {
      peer.lanes.values().forEach(OutgoingConnection::connect);
    }
  }

  private Channel listen() throws IOException {
    ChannelFuture bound =
        new ServerBootstrap()
            .group(eventLoops)
            .channel(NioServerSocketChannel.class)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.SO_KEEPALIVE, true)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    acceptOrClose(channel);
                  }
                })
            .bind(listenAddress)
            .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      throw new IOException(
          "cannot listen for the other members on "
              + listenAddress
              + ": "
              + Strangers.reasonOf(bound.cause()),
          bound.cause());
    }
    open.add(bound.channel());
    return bound.channel();
  }

  private void acceptOrClose(Channel channel) {
    incoming++;
    open.add(channel);
    if (closing) {
      Future<?> _ = channel.close();
      return;
    }
    Future<?> _ = channel.closeFuture().addListener(_ -> incoming--);
    if (incoming > INCOMING_MAX) {
      strangers.turnAway(channel, "more than " + INCOMING_MAX + " connections");
      return;
    }
    switch (security) {
      case PeerSecurity.Tls tls ->
          channel.pipeline().addLast(tls.server().newHandler(channel.alloc()));
      case PeerSecurity.PlaintextForTests _ -> {}
    }
    FrameCodec frames = new FrameCodec();
    channel.pipeline().addLast(frames, new IncomingConnection(new Host(), frames, strangers));
  }

  private void installClientTls(Channel channel, String host, int port) {
    switch (security) {
      case PeerSecurity.Tls tls ->
          channel.pipeline().addLast(tls.client().newHandler(channel.alloc(), host, port));
      case PeerSecurity.PlaintextForTests _ -> {}
    }
  }

  @Override
  public void send(long to, PeerMessage message) {
    Peer peer = peers.get(to);
    if (peer != null) {
      peer.lane(laneOf(message)).send(message);
    }
  }

  private static Hello.Lane laneOf(PeerMessage message) {
    return message instanceof PeerMessage.InstallSnapshot
        ? Hello.Lane.SNAPSHOTS
        : Hello.Lane.MESSAGES;
  }

  @Override
  public boolean isConnected(long peerId) {
    Peer peer = peers.get(peerId);
    return peer != null && peer.lane(Hello.Lane.MESSAGES).isEstablished();
  }

  /** The port that is bound; 0 before the start. */
  public int port() {
    Channel current = listening;
    return current != null && current.localAddress() instanceof InetSocketAddress address
        ? address.getPort()
        : 0;
  }

  @Override
  public void close() {
    receiver = null;
    closing = true;
    // The port first, so that nobody comes in meanwhile; when this returns it can be bound again.
    open.close().awaitUninterruptibly();
    peers.values().forEach(peer -> peer.lanes.values().forEach(OutgoingConnection::close));
    Future<?> _ = eventLoops.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
  }

  private final class Host implements IncomingConnection.Host {
    @Override
    public String refusalOf(Hello hello) {
      if (hello.clusterId() != group.clusterId()) {
        return "cluster " + hello.clusterId() + " called, this is cluster " + group.clusterId();
      }
      if (hello.to() != group.memberId()) {
        return "member " + hello.to() + " was called, this is member " + group.memberId();
      }
      return peers.containsKey(hello.from())
          ? ""
          : "member " + hello.from() + " called, which is not of this group";
    }

    @Override
    public void opened(Hello hello) {
      Peer peer = peers.get(hello.from());
      if (peer != null && hello.lane() == Hello.Lane.MESSAGES) {
        peer.incomingMessageLanes++;
      }
    }

    @Override
    public void closed(Hello hello) {
      Peer peer = peers.get(hello.from());
      Receiver current = receiver;
      if (peer != null && hello.lane() == Hello.Lane.MESSAGES) {
        peer.incomingMessageLanes--;
        if (current != null && peer.incomingMessageLanes == 0) {
          current.peerLost(hello.from());
        }
      }
    }

    @Override
    public void received(long from, PeerMessage message) {
      Receiver current = receiver;
      if (current != null) {
        current.received(from, message);
      }
    }
  }
}
