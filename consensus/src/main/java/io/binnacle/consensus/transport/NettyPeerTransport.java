package io.binnacle.consensus.transport;

import io.binnacle.consensus.ConsensusConfig;
import io.binnacle.consensus.base.HexadecimalId;
import io.binnacle.consensus.identity.KnownDirectories;
import io.binnacle.consensus.message.PeerMessage;
import io.binnacle.consensus.message.Understanding;
import io.binnacle.consensus.metrics.ConnectionFault;
import io.binnacle.consensus.metrics.ConnectionFaults;
import io.binnacle.consensus.transport.hello.Hello;
import io.binnacle.consensus.transport.hello.MemberCertificate;
import io.binnacle.consensus.transport.hello.RefusedPeerException;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Members over TCP. Each member opens two connections to each other one, for messages and for
 * snapshots, and sends on those only; so each has one owner, and a lost one is noticed on both
 * sides. One event loop serves them all.
 */
public final class NettyPeerTransport implements PeerTransport {
  private static final int CONNECT_MILLIS_MAX = 2_000;
  private static final WriteBufferWaterMark WATER_MARK =
      new WriteBufferWaterMark(256 << 10, 1 << 20);

  /** Two lanes of each member twice, while old ones are about to close, and room for strangers. */
  private static final int INCOMING_MAX = 128;

  /** More members than anybody has, and what callers say of themselves stays bounded. */
  private static final int PEERS_MAX = 64;

  private final ConsensusConfig.Group group;
  private final InetSocketAddress listenAddress;
  private final PeerSecurity security;
  private final Manner manner;
  private final EventLoopGroup eventLoops;
  private final ConnectionFaults faults = new ConnectionFaults();
  private final Strangers strangers = new Strangers(faults);
  private final Bootstrap bootstrap;

  /** Changed by the event loop, once it runs; anybody looks up. */
  private final Map<Long, RemoteMember> peers = new ConcurrentSkipListMap<>();

  private final EventLoop eventLoop;
  private final long seed;
  private final Doorkeeper doorkeeper;
  private volatile @Nullable Receiver receiver;
  private volatile @Nullable Channel listening;

  /** Everything that was accepted, and the port itself; closed explicitly before the loop ends. */
  private final ChannelGroup open;

  private final AtomicBoolean otherDirectory = new AtomicBoolean();
  private volatile boolean closing;
  private int incoming;

  /** How it behaves; another one only in tests. */
  record Manner(
      Hello.Versions versions, SignOfLife.Patience patience, OutgoingConnection.Names names) {
    static final Manner DEFAULT =
        new Manner(Hello.Versions.SPOKEN, SignOfLife.Patience.DEFAULT, InetAddress::getByName);
  }

  /**
   * @param listenAddress where the peer port is bound; port 0 takes a free one
   * @param seed of the jitter between attempts to connect
   */
  public NettyPeerTransport(
      ConsensusConfig.Group group,
      InetSocketAddress listenAddress,
      PeerSecurity security,
      long seed) {
    this(group, listenAddress, security, seed, Manner.DEFAULT);
  }

  NettyPeerTransport(
      ConsensusConfig.Group group,
      InetSocketAddress listenAddress,
      PeerSecurity security,
      long seed,
      Manner manner) {
    this.group = group;
    this.manner = manner;
    this.doorkeeper = new Doorkeeper(group, manner.versions);
    this.listenAddress = listenAddress;
    this.security = security;
    this.eventLoops =
        new MultiThreadIoEventLoopGroup(
            1,
            new DefaultThreadFactory("binnacle-" + group.self().name() + "-peers", true),
            NioIoHandler.newFactory());
    this.seed = seed;
    this.eventLoop = eventLoops.next();
    this.open = new DefaultChannelGroup(eventLoop);
    this.bootstrap =
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
        peers.put(member.memberId(), remote(member));
      }
    }
  }

  private RemoteMember remote(ConsensusConfig.Member member) {
    Random jitter = new Random(seed ^ member.memberId());
    return new RemoteMember(
        member,
        new Others(),
        (to, lane, listener) ->
            new OutgoingConnection(
                targetOf(to, lane),
                bootstrap,
                eventLoop,
                this::installClientTls,
                jitter,
                listener));
  }

  /** One that moved is another one: its connections are made anew. */
  @Override
  public void reach(List<ConsensusConfig.Member> others, List<Long> removedIds) {
    doorkeeper.turnAway(removedIds);
    if (!eventLoop.isShuttingDown()) {
      eventLoop.execute(() -> reachNow(others));
    }
  }

  private void reachNow(List<ConsensusConfig.Member> others) {
    for (RemoteMember known : List.copyOf(peers.values())) {
      if (!others.contains(known.member())) {
        peers.remove(known.member().memberId());
        known.close();
        known.turnAway();
      }
    }
    for (ConsensusConfig.Member member : others) {
      if (member.memberId() != group.memberId() && !peers.containsKey(member.memberId())) {
        RemoteMember remote = remote(member);
        peers.put(member.memberId(), remote);
        if (receiver != null) {
          remote.connect();
        }
      }
    }
  }

  /** This member and those it reaches now. */
  private List<ConsensusConfig.Member> everybody() {
    List<ConsensusConfig.Member> all = new ArrayList<>();
    all.add(group.self());
    peers.values().forEach(peer -> all.add(peer.member()));
    return all;
  }

  private OutgoingConnection.Target targetOf(ConsensusConfig.Member to, Hello.Lane lane) {
    Hello hello = doorkeeper.helloTo(to, lane);
    return new OutgoingConnection.Target(hello, to, manner.names, manner.patience);
  }

  @Override
  public void start(Receiver toTell) throws IOException {
    receiver = toTell;
    Channel port = IncomingConnection.listen(eventLoops, listenAddress, this::acceptOrClose);
    open.add(port);
    listening = port;
    eventLoop.execute(() -> peers.values().forEach(RemoteMember::connect));
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
      strangers.turnAway(
          channel,
          "",
          new RefusedPeerException(
              ConnectionFault.TOO_MANY, "more than " + INCOMING_MAX + " connections"));
      return;
    }
    PeerSecurity.Tls tls = security.current();
    if (tls != null) {
      channel.pipeline().addLast(tls.server().newHandler(channel.alloc()));
    }
    FrameCodec frames = new FrameCodec();
    channel
        .pipeline()
        .addLast(frames, new IncomingConnection(new Host(), frames, strangers, manner.patience));
  }

  private void installClientTls(Channel channel, String host, int port) {
    PeerSecurity.Tls tls = security.current();
    if (tls != null) {
      channel.pipeline().addLast(tls.client().newHandler(channel.alloc(), host, port));
    }
  }

  @Override
  public void identify(KnownDirectories known, Understanding own) {
    doorkeeper.identify(known, own);
    // Nothing was said yet: what is said from now on tells it.
    peers.replaceAll((_, peer) -> remote(peer.member()));
  }

  @Override
  public void send(long to, PeerMessage message) {
    RemoteMember peer = peers.get(to);
    if (peer != null) {
      peer.lane(Hello.Lane.of(message)).send(message);
    }
  }

  @Override
  public boolean isConnected(long peerId) {
    RemoteMember peer = peers.get(peerId);
    return peer != null && peer.lane(Hello.Lane.MESSAGES).isEstablished();
  }

  @Override
  public long roundTripNanos(long peerId) {
    RemoteMember peer = peers.get(peerId);
    return peer == null ? UNMEASURED : peer.lane(Hello.Lane.MESSAGES).roundTripNanos();
  }

  @Override
  public List<ConnectionFaults.Count> faults() {
    return faults.values();
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
    peers.values().forEach(RemoteMember::close);
    Future<?> _ = eventLoops.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
  }

  private void requireCertificate(ConsensusConfig.Member member, Channel channel)
      throws RefusedPeerException {
    SslHandler tls = channel.pipeline().get(SslHandler.class);
    if (tls != null) {
      MemberCertificate.require(tls.engine().getSession(), member, everybody());
    }
  }

  private final class Others implements RemoteMember.Host {
    @Override
    public @Nullable Receiver receiver() {
      return receiver;
    }

    @Override
    public void requireCertificateOf(ConsensusConfig.Member member, Channel channel)
        throws RefusedPeerException {
      requireCertificate(member, channel);
    }

    @Override
    public void faulty(ConnectionFault fault) {
      faults.count(fault);
    }

    @Override
    public boolean isFirstOtherDirectory() {
      return otherDirectory.compareAndSet(false, true);
    }
  }

  private final class Host implements IncomingConnection.Host {
    @Override
    public int welcome(Hello hello, Channel channel) throws RefusedPeerException {
      int version = doorkeeper.requireMeant(hello);
      RemoteMember peer = peers.get(hello.from());
      ConsensusConfig.Member caller = peer == null ? hello.caller() : peer.member();
      if (caller == null || peers.size() >= PEERS_MAX) {
        throw new RefusedPeerException(
            ConnectionFault.MEMBER,
            "not of this group",
            "member " + HexadecimalId.of(hello.from()) + " called, which is not of this group");
      }
      requireCertificate(caller, channel);
      doorkeeper.requireDirectory(hello);
      if (peer == null) {
        // It may have been added by an entry that this member has yet to get, and may be the one
        // that has it. Whom the group does not have is dropped with the next configuration.
        RemoteMember guest = remote(caller);
        peers.put(hello.from(), guest);
        guest.connect();
      }
      return version;
    }

    @Override
    public int newestVersion() {
      return doorkeeper.newestVersion();
    }

    @Override
    public void opened(Hello hello, Channel channel) {
      Receiver current = receiver;
      if (current != null) {
        current.understood(hello.from(), hello.understands());
      }
      RemoteMember peer = peers.get(hello.from());
      if (peer != null) {
        peer.incomingOpened(hello.lane(), channel);
      }
    }

    @Override
    public void closed(Hello hello, Channel channel) {
      RemoteMember peer = peers.get(hello.from());
      if (peer != null) {
        peer.incomingClosed(hello.lane(), channel);
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
