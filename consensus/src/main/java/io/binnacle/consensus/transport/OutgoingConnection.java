package io.binnacle.consensus.transport;

import io.binnacle.consensus.ConsensusConfig;
import io.binnacle.consensus.Limits;
import io.binnacle.consensus.message.PeerMessage;
import io.binnacle.consensus.metrics.ConnectionFault;
import io.binnacle.consensus.transport.hello.Hello;
import io.binnacle.consensus.transport.hello.RefusedPeerException;
import io.binnacle.consensus.wire.MessageCodec;
import io.binnacle.consensus.wire.MessageVersions;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.timeout.ReadTimeoutHandler;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What this member sends to one other on one lane. It connects again for ever, after 25 ms at first
 * and 500 ms at last. What is sent while there is no connection is dropped at once: Raft sends
 * again what counts, and old messages only delay new ones.
 */
final class OutgoingConnection {
  /** Told by the event loop. */
  interface Listener {
    /**
     * @throws RefusedPeerException when what is there is not who was meant
     */
    void answered(Channel channel) throws RefusedPeerException;

    void opened();

    /** It closed after it was open, or it could not be opened. */
    void failed(String why);

    /** The other side says that the group has removed this member; {@link #failed} follows. */
    void removed();

    /** The other side knows this member with another data directory; {@link #failed} follows. */
    void otherDirectory(String why);

    /** The other side is of another group; {@link #failed} follows. */
    void otherCluster(String why);

    /** The other side did something wrong; {@link #failed} follows. */
    void faulty(ConnectionFault fault);
  }

  /** Puts TLS in front where it is wanted. */
  interface TlsInstaller {
    void install(Channel channel, String host, int port);
  }

  private static final long BACKOFF_MILLIS_MIN = 25;
  private static final long BACKOFF_MILLIS_MAX = 500;

  private final Target target;
  private final Bootstrap bootstrap;
  private final EventLoop eventLoop;
  private final TlsInstaller tls;
  private final RandomGenerator jitter;
  private final Listener listener;

  /** Bounded by {@link Limits#SEND_QUEUE_MESSAGES_MAX} and {@link Limits#SEND_QUEUE_BYTES_MAX}. */
  private final Queue<PeerMessage> queue = new ConcurrentLinkedQueue<>();

  private final AtomicInteger queuedMessages = new AtomicInteger();
  private final AtomicLong queuedBytes = new AtomicLong();
  private final AtomicBoolean drainScheduled = new AtomicBoolean();
  private volatile boolean established;
  private final SignOfLife.RoundTrips roundTrips = new SignOfLife.RoundTrips();
  private volatile boolean closed;
  private @Nullable Channel channel;
  private long backoffMillis = BACKOFF_MILLIS_MIN;

  /** Of the protocol, on this connection. */
  private int version;

  /** What is said next; an older version where the other side speaks no newer one. */
  private Hello.Versions versions;

  /**
   * Whom to reach, and how to say hello there.
   *
   * @param names asked at every attempt, so one that moved is found under its name
   * @param patience with a silent other side
   */
  record Target(
      Hello hello, ConsensusConfig.Member member, Names names, SignOfLife.Patience patience) {}

  /** What resolves host names, and may block. */
  @FunctionalInterface
  interface Names {
    InetAddress addressOf(String host) throws UnknownHostException;
  }

  OutgoingConnection(
      Target target,
      Bootstrap bootstrap,
      EventLoop eventLoop,
      TlsInstaller tls,
      RandomGenerator jitter,
      Listener listener) {
    this.target = target;
    this.versions = target.hello.versions();
    this.bootstrap = bootstrap;
    this.eventLoop = eventLoop;
    this.tls = tls;
    this.jitter = jitter;
    this.listener = listener;
  }

  boolean isEstablished() {
    return established;
  }

  long roundTripNanos() {
    return roundTrips.nanos(System.nanoTime());
  }

  void send(PeerMessage message) {
    if (!established) {
      return;
    }
    int size = MessageCodec.size(message);
    if (queuedMessages.get() >= Limits.SEND_QUEUE_MESSAGES_MAX
        || queuedBytes.get() + size > Limits.SEND_QUEUE_BYTES_MAX) {
      return;
    }
    queuedMessages.incrementAndGet();
    queuedBytes.addAndGet(size);
    queue.add(message);
    scheduleDrain();
  }

  private void scheduleDrain() {
    if (drainScheduled.compareAndSet(false, true) && !closed) {
      eventLoop.execute(this::drain);
    }
  }

  /** Writes as much as the socket takes, and flushes once. */
  private void drain() {
    drainScheduled.set(false);
    Channel current = channel;
    if (!established || current == null) {
      forget();
      return;
    }
    boolean wrote = false;
    while (current.isWritable()) {
      PeerMessage next = takeNext();
      if (next == null) {
        break;
      }
      PeerMessage spoken = MessageVersions.inVersion(next, version);
      if (spoken != null) {
        ByteBuf frame = FrameCodec.encode(spoken, current.alloc());
        Future<?> _ = current.write(frame, current.voidPromise());
        wrote = true;
      }
    }
    if (wrote) {
      current.flush();
    }
  }

  private @Nullable PeerMessage takeNext() {
    PeerMessage next = queue.poll();
    if (next != null) {
      queuedMessages.decrementAndGet();
      queuedBytes.addAndGet(-MessageCodec.size(next));
    }
    return next;
  }

  private void forget() {
    while (takeNext() != null) {
      // Dropped: there is no connection it could go through.
    }
  }

  /** Resolving a name blocks, so it has a virtual thread; the event loop goes on. */
  void connect() {
    if (closed) {
      return;
    }
    Thread.ofVirtual()
        .name("binnacle-resolve-" + target.member.name())
        .start(
            () -> {
              try {
                InetAddress address = target.names.addressOf(target.member.host());
                onEventLoop(() -> connectTo(new InetSocketAddress(address, target.member.port())));
              } catch (UnknownHostException e) {
                onEventLoop(() -> retryLater("cannot resolve " + e.getMessage()));
              }
            });
  }

  private void onEventLoop(Runnable task) {
    if (!closed && !eventLoop.isShuttingDown()) {
      eventLoop.execute(task);
    }
  }

  private void connectTo(InetSocketAddress address) {
    if (closed) {
      return;
    }
    Future<?> _ =
        bootstrap
            .connect(address)
            .addListener(
                (ChannelFuture future) -> {
                  if (!future.isSuccess()) {
                    retryLater(Strangers.reasonOf(future.cause()));
                  } else if (closed) {
                    Future<?> _ = future.channel().close();
                  } else {
                    greet(future.channel());
                  }
                });
  }

  private void greet(Channel connected) {
    channel = connected;
    FrameCodec frames = new FrameCodec();
    tls.install(connected, target.member.host(), target.member.port());
    connected.pipeline().addLast(frames, new AnswerHandler());
    Hello spoken = target.hello.in(versions);
    Future<?> _ = connected.writeAndFlush(FrameCodec.encode(spoken.encode(), connected.alloc()));
    Future<?> _ =
        eventLoop.schedule(
            () -> {
              if (!established && connected.equals(channel)) {
                listener.faulty(ConnectionFault.SILENT);
                Future<?> _ = connected.close();
              }
            },
            target.patience.helloMillisMax(),
            TimeUnit.MILLISECONDS);
  }

  /** Sends signs of life as long as this channel is the connection. */
  private void keepAlive(Channel connected) {
    Future<?> _ =
        eventLoop.schedule(
            () -> {
              if (established && connected.equals(channel)) {
                roundTrips.sent(System.nanoTime());
                Future<?> _ = connected.writeAndFlush(SignOfLife.frame(connected.alloc()));
                keepAlive(connected);
              }
            },
            target.patience.everyMillis(),
            TimeUnit.MILLISECONDS);
  }

  private void retryLater(String why) {
    if (closed) {
      return;
    }
    listener.failed(why);
    long delayMillis = backoffMillis / 2 + jitter.nextLong(backoffMillis / 2 + 1);
    backoffMillis = Math.min(BACKOFF_MILLIS_MAX, backoffMillis * 2);
    Future<?> _ = eventLoop.schedule(this::connect, delayMillis, TimeUnit.MILLISECONDS);
  }

  /** On any thread; the channel closes on its own. */
  void close() {
    closed = true;
    established = false;
    onClose();
  }

  private void onClose() {
    if (!eventLoop.isShuttingDown()) {
      eventLoop.execute(
          () -> {
            forget();
            if (channel != null) {
              Future<?> _ = channel.close();
            }
          });
    }
  }

  private final class AnswerHandler extends SimpleChannelInboundHandler<ByteBuf> {
    private String why = "the connection closed";
    private boolean faulty;

    @Override
    protected void channelRead0(ChannelHandlerContext context, ByteBuf frame)
        throws RefusedPeerException {
      if (established) {
        if (!SignOfLife.isOne(frame)) {
          throw new RefusedPeerException(ConnectionFault.GARBAGE, "it answered more than once");
        }
        roundTrips.answered(System.nanoTime());
        return;
      }
      Hello.Answer answer = Hello.Answer.decode(frame.nioBuffer());
      if (answer.verdict() != Hello.Verdict.WELCOME) {
        why = "it refused: " + answer.why();
        speakOlder(answer.version());
        Future<?> _ = context.close();
        switch (answer.verdict()) {
          case REMOVED -> listener.removed();
          case OTHER_DIRECTORY -> listener.otherDirectory(answer.why());
          case OTHER_CLUSTER -> listener.otherCluster(answer.why());
          case WELCOME, REFUSED -> {}
        }
        return;
      }
      listener.answered(context.channel());
      establish(context, answer.version());
    }

    private void establish(ChannelHandlerContext context, int agreed) {
      version = agreed;
      established = true;
      backoffMillis = BACKOFF_MILLIS_MIN;
      if (SignOfLife.isSpokenIn(version)) {
        int silence = target.patience.silenceMillisMax(target.hello.lane());
        context.pipeline().addFirst(new ReadTimeoutHandler(silence, TimeUnit.MILLISECONDS));
        keepAlive(context.channel());
      }
      listener.opened();
    }

    /** A program of the version before refuses a newer hello; it is told an older one next. */
    private void speakOlder(int newestThere) {
      Hello.Versions own = target.hello.versions();
      versions =
          newestThere >= own.oldest() && newestThere < own.newest()
              ? new Hello.Versions(own.oldest(), newestThere)
              : own;
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
      if (context.channel().isWritable()) {
        scheduleDrain();
      }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      established = false;
      channel = null;
      roundTrips.closed();
      forget();
      retryLater(why);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      RefusedPeerException fault = Strangers.faultOf(cause);
      if (fault != null && !faulty) {
        faulty = true;
        listener.faulty(fault.fault());
      }
      why = fault == null ? Strangers.reasonOf(cause) : String.valueOf(fault.getMessage());
      Future<?> _ = context.close();
    }
  }
}
