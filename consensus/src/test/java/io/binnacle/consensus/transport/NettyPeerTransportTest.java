package io.binnacle.consensus.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binnacle.consensus.ConsensusConfig;
import io.binnacle.consensus.message.PeerMessage;
import io.binnacle.consensus.transport.hello.Hello;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NettyPeerTransportTest {
  private static final long DEADLINE_NANOS = 60_000_000_000L;

  private final Map<String, String> addresses = new LinkedHashMap<>();
  private final List<NettyPeerTransport> open = new CopyOnWriteArrayList<>();

  NettyPeerTransportTest() {
    addresses.put("a", "127.0.0.1:" + FreePorts.next());
    addresses.put("b", "127.0.0.1:" + FreePorts.next());
  }

  /** What a member heard. */
  private static final class Heard implements PeerTransport.Receiver {
    private final List<PeerMessage> messages = new CopyOnWriteArrayList<>();
    private final List<Long> connected = new CopyOnWriteArrayList<>();
    private final List<Long> lost = new CopyOnWriteArrayList<>();
    private volatile boolean removed;

    @Override
    public void removed() {
      removed = true;
    }

    @Override
    public void received(long from, PeerMessage message) {
      messages.add(message);
    }

    @Override
    public void peerConnected(long peer) {
      connected.add(peer);
    }

    @Override
    public void peerLost(long peer) {
      lost.add(peer);
    }
  }

  private ConsensusConfig.Group group(String token, String name) {
    return ConsensusConfig.Group.ofInitialCluster(token, name, addresses);
  }

  private NettyPeerTransport start(
      ConsensusConfig.Group group, PeerSecurity security, PeerTransport.Receiver receiver)
      throws IOException {
    NettyPeerTransport transport =
        new NettyPeerTransport(
            group,
            new InetSocketAddress(InetAddress.getLoopbackAddress(), group.self().port()),
            security,
            1);
    open.add(transport);
    transport.start(receiver);
    return transport;
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    long begin = System.nanoTime();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime() - begin).as("60 s have passed").isLessThan(DEADLINE_NANOS);
      Thread.sleep(5);
    }
  }

  @AfterEach
  void closeAll() {
    open.forEach(NettyPeerTransport::close);
  }

  /** Design D17, CLUS-30: a closed connection is told at once, and the way back is found again. */
  @Test
  void messagesArriveInOrderAndALostPeerIsToldAndFoundAgain() throws Exception {
    TestCertificates certificates = new TestCertificates();
    Heard heardByA = new Heard();
    Heard heardByB = new Heard();
    ConsensusConfig.Group ofA = group("one", "a");
    ConsensusConfig.Group ofB = group("one", "b");
    NettyPeerTransport a = start(ofA, certificates.member(), heardByA);
    NettyPeerTransport b = start(ofB, certificates.member(), heardByB);
    await(() -> a.isConnected(ofB.memberId()) && b.isConnected(ofA.memberId()));
    for (int i = 1; i <= 500; i++) {
      a.send(ofB.memberId(), new PeerMessage.Heartbeat(1, i, i));
    }
    await(() -> heardByB.messages.size() == 500);
    for (int i = 1; i <= 500; i++) {
      assertThat(heardByB.messages.get(i - 1)).isEqualTo(new PeerMessage.Heartbeat(1, i, i));
    }
    heardByA.lost.clear();
    b.close();
    await(() -> heardByA.lost.contains(ofB.memberId()));
    // The way there may end a moment after the way back, which was told.
    await(() -> !a.isConnected(ofB.memberId()));
    start(ofB, certificates.member(), new Heard());
    await(() -> a.isConnected(ofB.memberId()));
  }

  /**
   * FAULT-14: a name that is not known yet, then one whose address changes while messages flow. The
   * member that moved is found at its new address by its name, which is what its certificate holds.
   */
  @Test
  void aMemberIsFoundByItsNameWhereverItMoves() throws Exception {
    int port = FreePorts.next();
    addresses.put("b", "b.example.test:" + port);
    Map<String, String> names = new ConcurrentHashMap<>();
    AtomicInteger unanswered = new AtomicInteger();
    OutgoingConnection.Names resolver =
        host -> {
          String known = host.equals("127.0.0.1") ? host : names.get(host);
          if (known == null) {
            unanswered.incrementAndGet();
            throw new UnknownHostException(host);
          }
          return InetAddress.ofLiteral(known);
        };
    ConsensusConfig.Group ofA = group("one", "a");
    ConsensusConfig.Group ofB = group("one", "b");
    PeerSecurity security =
        new TestCertificates()
            .security(TestCertificates.Wanted.of("someone").named("127.0.0.1", "b.example.test"));
    NettyPeerTransport.Manner asking =
        new NettyPeerTransport.Manner(Hello.Versions.SPOKEN, SignOfLife.Patience.DEFAULT, resolver);
    Heard heardByB = new Heard();
    NettyPeerTransport a = new NettyPeerTransport(ofA, at("127.0.0.1", ofA), security, 1, asking);
    NettyPeerTransport b = new NettyPeerTransport(ofB, at("127.0.0.2", ofB), security, 1, asking);
    open.addAll(List.of(a, b));
    a.start(new Heard());
    b.start(heardByB);
    await(() -> unanswered.get() > 3);
    assertThat(a.isConnected(ofB.memberId())).isFalse();

    names.put("b.example.test", "127.0.0.2");
    await(() -> a.isConnected(ofB.memberId()));
    send(a, ofB.memberId(), heardByB);

    b.close();
    Heard heardByMoved = new Heard();
    NettyPeerTransport moved =
        new NettyPeerTransport(ofB, at("127.0.0.3", ofB), security, 1, asking);
    open.add(moved);
    moved.start(heardByMoved);
    names.put("b.example.test", "127.0.0.3");
    send(a, ofB.memberId(), heardByMoved);
  }

  /** What is sent while there is no connection is lost, so it is sent until something arrives. */
  private static void send(NettyPeerTransport from, long to, Heard heard)
      throws InterruptedException {
    await(
        () -> {
          from.send(to, new PeerMessage.Heartbeat(1, 1, 1));
          return heard.messages.contains(new PeerMessage.Heartbeat(1, 1, 1));
        });
  }

  private static InetSocketAddress at(String address, ConsensusConfig.Group group) {
    return new InetSocketAddress(InetAddress.ofLiteral(address), group.self().port());
  }

  /**
   * FAULT-14: the certificates of both are replaced by others, of another authority even, and each
   * new connection goes by those. Files that are half replaced do no harm.
   */
  @Test
  void certificatesAreReadAgainWhenTheirFilesChange(@TempDir Path folder) throws Exception {
    TestCertificates before = new TestCertificates();
    for (String member : List.of("a", "b")) {
      writeCertificates(before, folder, member);
    }
    ConsensusConfig.Group ofA = group("one", "a");
    ConsensusConfig.Group ofB = group("one", "b");
    NettyPeerTransport a = start(ofA, filesOf(folder, "a"), new Heard());
    NettyPeerTransport b = start(ofB, filesOf(folder, "b"), new Heard());
    await(() -> a.isConnected(ofB.memberId()) && b.isConnected(ofA.memberId()));
    Files.writeString(folder.resolve("a.key"), "half a k");
    b.close();
    NettyPeerTransport again = start(ofB, filesOf(folder, "b"), new Heard());
    await(() -> a.isConnected(ofB.memberId()) && again.isConnected(ofA.memberId()));
    TestCertificates after = new TestCertificates();
    for (String member : List.of("a", "b")) {
      writeCertificates(after, folder, member);
    }
    again.close();
    NettyPeerTransport renewed = start(ofB, filesOf(folder, "b"), new Heard());
    await(() -> a.isConnected(ofB.memberId()) && renewed.isConnected(ofA.memberId()));
  }

  private static void writeCertificates(TestCertificates authority, Path folder, String member)
      throws Exception {
    authority.write(
        TestCertificates.Wanted.of(member),
        folder.resolve(member + ".crt"),
        folder.resolve(member + ".key"),
        folder.resolve(member + "-ca.crt"));
  }

  private static PeerSecurity filesOf(Path folder, String member) throws IOException {
    return PeerSecurity.ofPem(
        folder.resolve(member + ".crt"),
        folder.resolve(member + ".key"),
        folder.resolve(member + "-ca.crt"));
  }

  /**
   * BUG-16, FAULT-11: a member that was added by an entry the other one does not have yet may be
   * the only one that can bring it, so it is heard, and answered; but never once it was removed.
   */
  @Test
  void whoIsNotKnownYetIsAnsweredAndWhoWasRemovedIsTold() throws Exception {
    TestCertificates certificates = new TestCertificates();
    ConsensusConfig.Group ofA = group("one", "a");
    ConsensusConfig.Group ofB = group("one", "b");
    ConsensusConfig.Group behind =
        new ConsensusConfig.Group(ofA.clusterId(), ofA.memberId(), List.of(ofA.self()));
    Heard heardByA = new Heard();
    Heard heardByB = new Heard();
    NettyPeerTransport a = start(behind, certificates.member(), heardByA);
    NettyPeerTransport b = start(ofB, certificates.member(), heardByB);
    await(() -> a.isConnected(ofB.memberId()) && b.isConnected(ofA.memberId()));
    b.send(ofA.memberId(), new PeerMessage.Heartbeat(1, 1, 1));
    await(() -> heardByA.messages.size() == 1);
    a.send(ofB.memberId(), new PeerMessage.HeartbeatReply(1, 1));
    await(() -> heardByB.messages.size() == 1);

    a.reach(List.of(), List.of(ofB.memberId()));
    await(() -> heardByB.removed);
    assertThat(a.isConnected(ofB.memberId())).isFalse();
  }

  /** WAL-27. */
  @Test
  void aMemberOfAnotherClusterIsRefusedAndNothingOfItIsHeard() throws Exception {
    TestCertificates certificates = new TestCertificates();
    Heard heardByB = new Heard();
    ConsensusConfig.Group ofA = group("one", "a");
    ConsensusConfig.Group stranger = group("another", "b");
    NettyPeerTransport a = start(ofA, certificates.member(), new Heard());
    NettyPeerTransport b = start(stranger, certificates.member(), heardByB);
    long begin = System.nanoTime();
    while (System.nanoTime() - begin < 500_000_000L) {
      a.send(stranger.memberId(), new PeerMessage.Heartbeat(1, 1, 1));
      assertThat(b.isConnected(ofA.memberId())).isFalse();
      Thread.sleep(20);
    }
    assertThat(heardByB.messages).isEmpty();
    assertThat(heardByB.connected).isEmpty();
  }

  /** Design D11: another authority's certificate opens nothing. */
  @Test
  void aCertificateOfAnotherAuthorityIsRefused() throws Exception {
    Heard heardByA = new Heard();
    Heard heardByB = new Heard();
    NettyPeerTransport a = start(group("one", "a"), new TestCertificates().member(), heardByA);
    NettyPeerTransport b = start(group("one", "b"), new TestCertificates().member(), heardByB);
    await(() -> heardByA.lost.size() > 3 && heardByB.lost.size() > 3);
    assertThat(a.isConnected(group("one", "b").memberId())).isFalse();
    assertThat(b.isConnected(group("one", "a").memberId())).isFalse();
    assertThat(heardByA.connected).isEmpty();
  }

  @Test
  void garbageOnThePortIsClosedAndTheMembersGoOn() throws Exception {
    TestCertificates certificates = new TestCertificates();
    ConsensusConfig.Group ofA = group("one", "a");
    ConsensusConfig.Group ofB = group("one", "b");
    Heard heardByB = new Heard();
    NettyPeerTransport a = start(ofA, certificates.member(), new Heard());
    NettyPeerTransport b = start(ofB, certificates.member(), heardByB);
    await(() -> a.isConnected(ofB.memberId()));
    for (String garbage :
        List.of("GET / HTTP/1.1\r\n\r\n", "\0\0\0\0\0\0\0\0", "x".repeat(9_000))) {
      assertThat(isClosedAfter(ofB.self().port(), garbage.getBytes(StandardCharsets.UTF_8)))
          .isTrue();
    }
    a.send(ofB.memberId(), new PeerMessage.TimeoutNow(4));
    await(() -> heardByB.messages.contains(new PeerMessage.TimeoutNow(4)));
    assertThat(b.isConnected(ofA.memberId())).isTrue();
  }

  /** The same without TLS in front, so that the frames themselves are put to the test. */
  @Test
  void garbageBehindTheHandshakeIsClosedToo() throws Exception {
    ConsensusConfig.Group ofA = group("one", "a");
    ConsensusConfig.Group ofB = group("one", "b");
    Heard heardByB = new Heard();
    NettyPeerTransport b = start(ofB, new PeerSecurity.PlaintextForTests(), heardByB);
    int port = ofB.self().port();
    Hello hello =
        new Hello(
            Hello.Versions.SPOKEN,
            ofA.clusterId(),
            ofA.memberId(),
            ofB.memberId(),
            Hello.Lane.MESSAGES);
    assertThat(isClosedAfter(port, new byte[600])).isTrue();
    assertThat(isClosedAfter(port, framed(new byte[100]))).isTrue();
    byte[] wrongMember =
        framed(
            new Hello(
                    Hello.Versions.SPOKEN, ofA.clusterId(), 77, ofB.memberId(), Hello.Lane.MESSAGES)
                .encode());
    assertThat(isClosedAfter(port, wrongMember)).isTrue();
    byte[] helloThenGarbage = join(framed(hello.encode()), framed(new byte[] {99, 1, 2, 3}));
    assertThat(isClosedAfter(port, helloThenGarbage)).isTrue();
    assertThat(heardByB.messages).isEmpty();
    assertThat(b.port()).isEqualTo(port);
  }

  @Test
  void aPortInUseIsSaidInOneLine() throws Exception {
    ConsensusConfig.Group ofA = group("one", "a");
    start(ofA, new PeerSecurity.PlaintextForTests(), new Heard());
    assertThatThrownBy(() -> start(ofA, new PeerSecurity.PlaintextForTests(), new Heard()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("cannot listen")
        .hasMessageContaining(String.valueOf(ofA.self().port()));
  }

  private static byte[] framed(byte[] payload) {
    ByteBuf frame = FrameCodec.encode(payload, UnpooledByteBufAllocator.DEFAULT);
    byte[] bytes = new byte[frame.readableBytes()];
    frame.readBytes(bytes).release();
    return bytes;
  }

  private static byte[] join(byte[] one, byte[] other) {
    byte[] both = Arrays.copyOf(one, one.length + other.length);
    System.arraycopy(other, 0, both, one.length, other.length);
    return both;
  }

  private static boolean isClosedAfter(int port, byte[] garbage) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(30_000);
      OutputStream out = socket.getOutputStream();
      out.write(garbage);
      out.flush();
      InputStream in = socket.getInputStream();
      while (in.read() >= 0) {
        // An answer that says why; then the end.
      }
      return true;
    } catch (SocketException _) {
      return true;
    }
  }
}
