package io.binnacle.consensus.transport;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.binnacle.consensus.ConsensusConfig;
import io.binnacle.consensus.Limits;
import io.binnacle.consensus.base.HexadecimalId;
import io.binnacle.consensus.message.PeerMessage;
import io.binnacle.consensus.metrics.ConnectionFault;
import io.binnacle.consensus.metrics.ConnectionFaults;
import io.binnacle.consensus.transport.TestCertificates.Wanted;
import io.binnacle.consensus.transport.hello.Hello;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/**
 * WAL-27, BUG-19: whoever speaks garbage, an unknown version, for another group or with a
 * certificate that is not its own is logged once, counted and closed, and the group goes on.
 */
class BadPeersTest {
  private static final long DEADLINE_NANOS = 60_000_000_000L;
  private static final PeerSecurity PLAIN = new PeerSecurity.PlaintextForTests();
  private static final SignOfLife.Patience SHORT = new SignOfLife.Patience(500, 100, 1_500, 1_500);

  private final Map<String, String> addresses = new LinkedHashMap<>();
  private final List<NettyPeerTransport> open = new CopyOnWriteArrayList<>();
  private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
  private final ConsensusConfig.Group ofA;
  private final ConsensusConfig.Group ofB;
  private final List<Socket> silentSockets = new CopyOnWriteArrayList<>();
  private final Heard heardByB = new Heard();

  BadPeersTest() {
    addresses.put("a", "127.0.0.1:" + FreePorts.next());
    addresses.put("b", "127.0.0.1:" + FreePorts.next());
    ofA = group("one", "a");
    ofB = group("one", "b");
  }

  /** What a member heard. */
  private static final class Heard implements PeerTransport.Receiver {
    private final List<PeerMessage> messages = new CopyOnWriteArrayList<>();
    private final List<Long> lost = new CopyOnWriteArrayList<>();
    private final List<String> other = new CopyOnWriteArrayList<>();

    @Override
    public void received(long from, PeerMessage message) {
      messages.add(message);
    }

    @Override
    public void peerConnected(long peer) {}

    @Override
    public void peerLost(long peer) {
      lost.add(peer);
    }

    @Override
    public void removed() {
      other.add("removed");
    }
  }

  @BeforeEach
  void listenToTheLogger() {
    logged.start();
    strangersLogger().addAppender(logged);
  }

  @AfterEach
  void closeAll() throws IOException {
    for (Socket each : silentSockets) {
      each.close();
    }
    open.forEach(NettyPeerTransport::close);
    strangersLogger().detachAppender(logged);
  }

  private static Logger strangersLogger() {
    return (Logger) LoggerFactory.getLogger(Strangers.class);
  }

  private ConsensusConfig.Group group(String token, String name) {
    return ConsensusConfig.Group.ofInitialCluster(token, name, addresses);
  }

  private NettyPeerTransport start(
      ConsensusConfig.Group group,
      PeerSecurity security,
      PeerTransport.Receiver receiver,
      NettyPeerTransport.Manner manner)
      throws IOException {
    NettyPeerTransport transport =
        new NettyPeerTransport(
            group,
            new InetSocketAddress(InetAddress.getLoopbackAddress(), group.self().port()),
            security,
            1,
            manner);
    open.add(transport);
    transport.start(receiver);
    return transport;
  }

  private NettyPeerTransport start(ConsensusConfig.Group group, PeerSecurity security)
      throws IOException {
    return start(group, security, heardByB, NettyPeerTransport.Manner.DEFAULT);
  }

  private static NettyPeerTransport.Manner speaking(int newest) {
    return new NettyPeerTransport.Manner(
        Hello.Versions.upTo(newest), SHORT, InetAddress::getByName);
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    long begin = System.nanoTime();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime() - begin).as("60 s have passed").isLessThan(DEADLINE_NANOS);
      Thread.sleep(5);
    }
  }

  private static long times(PeerTransport transport, ConnectionFault fault) {
    return transport.faults().stream()
        .filter(count -> count.fault() == fault)
        .mapToLong(ConnectionFaults.Count::times)
        .sum();
  }

  /** Exactly one line, of this host, that says this. */
  private void assertLoggedOnce(String... parts) throws InterruptedException {
    await(() -> !linesWith(parts).isEmpty());
    assertThat(linesWith(parts)).hasSize(1);
    assertThat(linesWith(parts).getFirst()).contains("127.0.0.1", "closed: ");
  }

  private List<String> linesWith(String... parts) {
    return List.copyOf(logged.list).stream()
        .map(ILoggingEvent::getFormattedMessage)
        .filter(line -> List.of(parts).stream().allMatch(line::contains))
        .toList();
  }

  private static byte[] framed(byte[] payload) {
    ByteBuf frame = FrameCodec.encode(payload, UnpooledByteBufAllocator.DEFAULT);
    byte[] bytes = new byte[frame.readableBytes()];
    frame.readBytes(bytes).release();
    return bytes;
  }

  private byte[] hello(Hello.Versions versions, long cluster, long from, long to) {
    return framed(new Hello(versions, cluster, from, to, Hello.Lane.MESSAGES).encode());
  }

  private byte[] properHello() {
    return hello(Hello.Versions.SPOKEN, ofA.clusterId(), ofA.memberId(), ofB.memberId());
  }

  /** Says all of this to member b. */
  private String answerTo(byte[]... said) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), ofB.self().port())) {
      socket.setSoTimeout(30_000);
      OutputStream out = socket.getOutputStream();
      for (byte[] each : said) {
        out.write(each);
      }
      out.flush();
      InputStream in = socket.getInputStream();
      List<Byte> answer = new ArrayList<>();
      for (int next = in.read(); next >= 0; next = in.read()) {
        answer.add((byte) next);
      }
      StringBuilder text = new StringBuilder();
      answer.forEach(each -> text.append((char) (each & 0x7F)));
      return text.toString();
    } catch (SocketException _) {
      return "";
    }
  }

  @Test
  void garbageIsLoggedOnceAndCountedEachTime() throws Exception {
    NettyPeerTransport b = start(ofB, PLAIN);
    for (int i = 0; i < 3; i++) {
      answerTo("GET / HTTP/1.1\r\nHost: here\r\n\r\n".getBytes(UTF_8));
    }
    assertThat(times(b, ConnectionFault.GARBAGE)).isEqualTo(3);
    assertLoggedOnce("at most " + Hello.BYTES_MAX);
    answerTo(properHello(), framed(new byte[] {99, 1, 2, 3}));
    assertThat(times(b, ConnectionFault.GARBAGE)).isEqualTo(4);
    assertLoggedOnce("member " + HexadecimalId.of(ofA.memberId()));
    assertThat(heardByB.messages).isEmpty();
  }

  @Test
  void garbageWhereTlsIsSpokenIsNoCertificateFault() throws Exception {
    NettyPeerTransport b = start(ofB, new TestCertificates().security(Wanted.of("b")));
    answerTo("GET / HTTP/1.1\r\nHost: here\r\n\r\n".getBytes(UTF_8));
    // TLS itself closes before it says why.
    await(() -> times(b, ConnectionFault.GARBAGE) == 1);
    assertThat(times(b, ConnectionFault.CERTIFICATE)).isZero();
    assertLoggedOnce("closed: what is there does not speak TLS");
  }

  /** What is sent is no part of who sent it, nor of why it makes no sense. */
  @Test
  void otherGarbageFromTheSameAddressIsNoOtherReason() throws Exception {
    int connections = 40;
    Random random = new Random(5);
    for (PeerSecurity security : List.of(PLAIN, new TestCertificates().security(Wanted.of("b")))) {
      NettyPeerTransport b = start(ofB, security);
      logged.list.clear();
      for (int i = 0; i < connections; i++) {
        byte[] garbage = new byte[64];
        random.nextBytes(garbage);
        garbage[0] = 'x'; // A length that is too large, and no record of TLS.
        answerTo(garbage);
      }
      await(() -> times(b, ConnectionFault.GARBAGE) == connections);
      assertThat(linesWith("closed: "))
          .singleElement()
          .asString()
          .matches("connection of 127\\.0\\.0\\.1 to the peer port \\S+ closed: [a-zA-Z0-9, ]+")
          .doesNotContain("Exception");
      b.close();
    }
  }

  /** Of a member, too: one that goes mad is told of once. */
  @Test
  void otherGarbageFromTheSameMemberIsNoOtherReason() throws Exception {
    NettyPeerTransport b = start(ofB, PLAIN);
    for (byte kind = 90; kind < 110; kind++) {
      answerTo(properHello(), framed(new byte[] {kind, kind, 2, 3}));
    }
    await(() -> times(b, ConnectionFault.GARBAGE) == 20);
    assertLoggedOnce(
        "member " + HexadecimalId.of(ofA.memberId()), "a message that cannot be understood");
    assertThat(linesWith("closed: ")).hasSize(1);
  }

  @Test
  void aFrameBeyondTheLimitEndsTheConnectionBeforeAnythingIsKept() throws Exception {
    NettyPeerTransport b = start(ofB, PLAIN);
    byte[] header = ByteBuffer.allocate(8).putInt(Limits.FRAME_BYTES_MAX + 1).array();
    answerTo(properHello(), header);
    assertThat(times(b, ConnectionFault.OVERSIZED)).isEqualTo(1);
    assertLoggedOnce(
        "member " + HexadecimalId.of(ofA.memberId()), "at most " + Limits.FRAME_BYTES_MAX);
  }

  @Test
  void versionsThatAreNotSpokenHereAreRefusedWithThoseThatAre() throws Exception {
    NettyPeerTransport b = start(ofB, PLAIN);
    for (Hello.Versions unknown : List.of(new Hello.Versions(3, 4), new Hello.Versions(0, 0))) {
      String answer = answerTo(hello(unknown, ofA.clusterId(), ofA.memberId(), ofB.memberId()));
      assertThat(answer).contains("protocol " + unknown, "speaks versions 1 to 2");
    }
    assertLoggedOnce("protocol versions 3 to 4");
    assertThat(linesWith("closed: ")).hasSize(1);
    assertThat(times(b, ConnectionFault.VERSION)).isEqualTo(2);
  }

  /** BUG-19 */
  @Test
  void anotherGroupAndUnknownMembersAreRefused() throws Exception {
    NettyPeerTransport b = start(ofB, PLAIN);
    Hello.Versions spoken = Hello.Versions.SPOKEN;
    assertThat(answerTo(hello(spoken, 77, ofA.memberId(), ofB.memberId())))
        .contains("cluster 4d called");
    assertLoggedOnce("cluster 4d called");
    assertThat(times(b, ConnectionFault.CLUSTER)).isEqualTo(1);
    assertThat(answerTo(hello(spoken, ofA.clusterId(), ofA.memberId(), 88)))
        .contains("member 58 was called");
    assertThat(answerTo(hello(spoken, ofA.clusterId(), 99, ofB.memberId())))
        .contains("member 63 called, which is not of this group");
    assertThat(times(b, ConnectionFault.MEMBER)).isEqualTo(2);
  }

  /** The caller, too, is told what it is and what to do, once. */
  @Test
  void aMemberOfTheGroupBeforeIsToldWhatToDo() throws Exception {
    Logger callers = (Logger) LoggerFactory.getLogger(RemoteMember.class);
    callers.addAppender(logged);
    try {
      ConsensusConfig.Group after = group("after", "b");
      NettyPeerTransport b =
          start(
              new ConsensusConfig.Group(after.clusterId(), after.memberId(), List.of(after.self())),
              PLAIN);
      start(ofA, PLAIN, new Heard(), NettyPeerTransport.Manner.DEFAULT);
      await(() -> times(b, ConnectionFault.CLUSTER) > 4);
      assertThat(linesWith("closed: cluster ", "--join")).hasSize(1);
      assertThat(linesWith("member b refuses this one: cluster "))
          .singleElement()
          .asString()
          .contains(HexadecimalId.of(ofA.clusterId()) + " called, this is cluster ")
          .endsWith("it joins with an empty directory and --join");
      assertThat(linesWith("no connection to member b: it refused")).isEmpty();
    } finally {
      callers.detachAppender(logged);
    }
  }

  @Test
  void foreignAndExpiredCertificatesAreRefusedAndCounted() throws Exception {
    TestCertificates ours = new TestCertificates();
    NettyPeerTransport b = start(ofB, ours.security(Wanted.of("b")));
    // All authorities have the same name, as those of two clusters of up do.
    Map<String, PeerSecurity> bads = new LinkedHashMap<>();
    bads.put(
        "its certificate is of an authority that is not trusted",
        new PeerSecurity.Tls(
            ours.security(Wanted.of("a")).server(), ours.clientOf(new TestCertificates())));
    bads.put("its certificate has expired", ours.security(Wanted.of("a").ended()));
    bads.put(
        "it showed no certificate",
        new PeerSecurity.Tls(ours.security(Wanted.of("a")).server(), ours.clientOf(null)));
    for (Map.Entry<String, PeerSecurity> each : bads.entrySet()) {
      PeerSecurity bad = each.getValue();
      long before = times(b, ConnectionFault.CERTIFICATE);
      NettyPeerTransport a = start(ofA, bad, new Heard(), NettyPeerTransport.Manner.DEFAULT);
      await(() -> times(b, ConnectionFault.CERTIFICATE) > before + 2);
      assertThat(a.isConnected(ofB.memberId())).isFalse();
      a.close();
      assertLoggedOnce("closed: " + each.getKey());
    }
    assertThat(linesWith("closed: ")).as("not one for each attempt").hasSizeBetween(3, 6);
    assertThat(heardByB.messages).isEmpty();
  }

  /** As of a member that stops, or whose group has changed, while it connects. */
  @Test
  void whoOnlyClosesInsideTheHandshakeIsNoBadCertificate() throws Exception {
    TestCertificates ours = new TestCertificates();
    NettyPeerTransport b = start(ofB, ours.security(Wanted.of("b")));
    byte[] closeNotify = {21, 3, 3, 0, 2, 1, 0};
    for (String version : List.of("TLSv1.2", "TLSv1.3")) {
      SSLEngine engine =
          ours.security(Wanted.of("a")).client().newEngine(UnpooledByteBufAllocator.DEFAULT);
      engine.setEnabledProtocols(new String[] {version});
      byte[] clientHello = nextOf(engine);
      answerTo(clientHello, closeNotify);
      engine.closeOutbound();
      // In TLS 1.3 an alert that says user_canceled, and a close_notify.
      answerTo(clientHello, nextOf(engine), nextOf(engine));
      for (boolean resets : new boolean[] {false, true}) {
        try (Socket gone = new Socket(InetAddress.getLoopbackAddress(), ofB.self().port())) {
          gone.getOutputStream().write(clientHello);
          assertThat(gone.getInputStream().read()).as("the handshake has begun").isEqualTo(22);
          gone.setSoLinger(resets, 0);
        }
      }
    }
    // Told of behind those, on the same thread.
    answerTo("GET / HTTP/1.1\r\nHost: here\r\n\r\n".getBytes(UTF_8));
    await(() -> times(b, ConnectionFault.GARBAGE) == 1);
    assertThat(b.faults())
        .allMatch(each -> each.times() == 0 || each.fault() == ConnectionFault.GARBAGE);
    assertThat(linesWith("closed: ")).hasSize(1);
  }

  private static byte[] nextOf(SSLEngine engine) throws SSLException {
    ByteBuffer next = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
    engine.wrap(ByteBuffer.allocate(0), next);
    return Arrays.copyOf(next.array(), next.position());
  }

  /** The same of one that was called: the caller is told in words, and counts nothing. */
  @Test
  void whoIsCalledAndOnlyClosesInsideTheHandshakeIsNoBadCertificate() throws Exception {
    Logger callers = (Logger) LoggerFactory.getLogger(RemoteMember.class);
    callers.addAppender(logged);
    callers.setLevel(Level.INFO);
    try (ServerSocket closes =
        new ServerSocket(ofB.self().port(), 9, InetAddress.getLoopbackAddress())) {
      Thread _ = Thread.ofVirtual().start(() -> sayCloseNotify(closes));
      PeerSecurity security = new TestCertificates().security(Wanted.of("a"));
      NettyPeerTransport a = start(ofA, security, new Heard(), NettyPeerTransport.Manner.DEFAULT);
      String line =
          "no connection to member b: the other side closed the connection in the TLS handshake";
      await(() -> !linesWith(line).isEmpty());
      assertThat(a.faults()).allMatch(each -> each.times() == 0);
    } finally {
      callers.setLevel(null);
      callers.detachAppender(logged);
    }
  }

  private static void sayCloseNotify(ServerSocket server) {
    try {
      while (true) {
        try (Socket socket = server.accept()) {
          // Behind the whole hello, so that nothing unread makes the close a reset.
          socket.getInputStream().readNBytes(3);
          int length = new DataInputStream(socket.getInputStream()).readUnsignedShort();
          socket.getInputStream().readNBytes(length);
          socket.getOutputStream().write(new byte[] {21, 3, 3, 0, 2, 1, 0});
        }
      }
    } catch (IOException _) {
      // The test is over.
    }
  }

  /** BUG-19. The hole this closes: one authority for users and members is what the chart has. */
  @Test
  void aCertificateOpensThePortForTheMemberItIsOfAndForNobodyElse() throws Exception {
    TestCertificates ours = new TestCertificates();
    NettyPeerTransport b = start(ofB, ours.security(Wanted.of("b")));
    Wanted user =
        new Wanted(
            "CN=kubernetes-admin,O=system:masters",
            List.of("127.0.0.1"),
            Wanted.of("a").end(),
            List.of(KeyPurposeId.id_kp_clientAuth));
    Map<String, Wanted> bad = new LinkedHashMap<>();
    bad.put("is that of member b, not of a", Wanted.of("b"));
    bad.put("is for clients only", user);
    bad.put("names neither member a nor its host 127.0.0.1", Wanted.of("x").named("elsewhere"));
    for (Map.Entry<String, Wanted> each : bad.entrySet()) {
      NettyPeerTransport a =
          start(
              ofA, ours.security(each.getValue()), new Heard(), NettyPeerTransport.Manner.DEFAULT);
      assertLoggedOnce(each.getKey());
      assertThat(a.isConnected(ofB.memberId())).isFalse();
      a.close();
    }
    assertThat(times(b, ConnectionFault.CERTIFICATE)).isGreaterThanOrEqualTo(3);
    NettyPeerTransport a =
        start(ofA, ours.security(Wanted.of("a")), new Heard(), NettyPeerTransport.Manner.DEFAULT);
    await(() -> a.isConnected(ofB.memberId()) && b.isConnected(ofA.memberId()));
  }

  /** The called one is looked at as well: here b's port is served with a's certificate. */
  @Test
  void aMemberThatIsReachedMustShowItsOwnCertificateToo() throws Exception {
    TestCertificates ours = new TestCertificates();
    start(ofB, ours.security(Wanted.of("a")));
    NettyPeerTransport a =
        start(ofA, ours.security(Wanted.of("a")), new Heard(), NettyPeerTransport.Manner.DEFAULT);
    await(() -> times(a, ConnectionFault.CERTIFICATE) > 1);
    assertThat(a.isConnected(ofB.memberId())).isFalse();
  }

  /** BUG-22 */
  @Test
  void aConnectionThatSaysNothingIsClosedBeforeAndAfterTheHello() throws Exception {
    NettyPeerTransport b = start(ofB, PLAIN, heardByB, speaking(2));
    answerTo(new byte[] {0});
    assertThat(times(b, ConnectionFault.SILENT)).isEqualTo(1);
    assertLoggedOnce("said nothing for too long");
    answerTo(properHello());
    await(() -> times(b, ConnectionFault.SILENT) == 2);
    assertLoggedOnce("member " + HexadecimalId.of(ofA.memberId()), "nothing came for too long");
    await(() -> heardByB.lost.contains(ofA.memberId()));
  }

  /** FAULT-02: its host is gone, and no packet says so. */
  @Test
  void aMemberThatFallsSilentIsTakenForLost() throws Exception {
    try (ServerSocket silent =
        new ServerSocket(ofB.self().port(), 9, InetAddress.getLoopbackAddress())) {
      Thread _ = Thread.ofVirtual().start(() -> welcomeAndSayNothing(silent));
      Heard heardByA = new Heard();
      NettyPeerTransport a = start(ofA, PLAIN, heardByA, speaking(2));
      await(() -> a.isConnected(ofB.memberId()));
      await(() -> times(a, ConnectionFault.SILENT) > 0);
      await(() -> heardByA.lost.contains(ofB.memberId()));
    }
  }

  /** Keeps the sockets, until the test is over. */
  private void welcomeAndSayNothing(ServerSocket server) {
    try {
      while (true) {
        Socket socket = server.accept();
        silentSockets.add(socket);
        socket.getOutputStream().write(framed(Hello.Answer.welcome(2).encode()));
      }
    } catch (IOException _) {
      // The test is over.
    }
  }

  /** FAULT-02, CLUS-30: and it is known how long an answer takes, while it is there. */
  @Test
  void aQuietConnectionBetweenLivingMembersStays() throws Exception {
    Heard heardByA = new Heard();
    NettyPeerTransport a = start(ofA, PLAIN, heardByA, speaking(2));
    NettyPeerTransport b = start(ofB, PLAIN, heardByB, speaking(2));
    await(() -> a.isConnected(ofB.memberId()) && b.isConnected(ofA.memberId()));
    heardByA.lost.clear();
    Thread.sleep(2L * SHORT.messagesMillisMax());
    assertThat(heardByA.lost).isEmpty();
    assertThat(times(a, ConnectionFault.SILENT) + times(b, ConnectionFault.SILENT)).isZero();
    assertThat(a.roundTripNanos(ofB.memberId())).isBetween(1L, DEADLINE_NANOS);
    b.close();
    await(() -> a.roundTripNanos(ofB.memberId()) == PeerTransport.UNMEASURED);
  }

  /** A group is upgraded member by member: neighbouring versions speak, others do not. */
  @Test
  void neighbouringVersionsOfTheProtocolSpeakWithEachOther() throws Exception {
    for (int[] pair : new int[][] {{1, 2}, {2, 1}, {2, 3}, {3, 2}}) {
      NettyPeerTransport a = start(ofA, PLAIN, new Heard(), speaking(pair[0]));
      NettyPeerTransport b = start(ofB, PLAIN, heardByB, speaking(pair[1]));
      await(() -> a.isConnected(ofB.memberId()) && b.isConnected(ofA.memberId()));
      PeerMessage news = new PeerMessage.TimeoutNow(10 * pair[0] + pair[1]);
      a.send(ofB.memberId(), news);
      await(() -> heardByB.messages.contains(news));
      a.close();
      b.close();
    }
    NettyPeerTransport a = start(ofA, PLAIN, new Heard(), speaking(1));
    NettyPeerTransport b = start(ofB, PLAIN, heardByB, speaking(3));
    await(() -> times(b, ConnectionFault.VERSION) > 1);
    assertThat(a.isConnected(ofB.memberId())).isFalse();
  }

  /** RAFT-18, RAFT-57. */
  @Test
  void membersThatJoinAreReachedAndThoseRemovedAreToldSo() throws Exception {
    addresses.put("c", "127.0.0.1:" + FreePorts.next());
    ConsensusConfig.Group ofC =
        new ConsensusConfig.Group(
            ofB.clusterId(),
            group("one", "c").memberId(),
            List.of(ofB.self(), group("one", "c").self()));
    Heard heardByC = new Heard();
    NettyPeerTransport b = start(ofB, PLAIN);
    NettyPeerTransport c = start(ofC, PLAIN, heardByC, NettyPeerTransport.Manner.DEFAULT);
    // It says how it is reached, so it is answered; the configuration may name it soon.
    await(() -> c.isConnected(ofB.memberId()));

    b.reach(List.of(ofA.self(), ofC.self()), List.of());
    await(() -> c.isConnected(ofB.memberId()) && b.isConnected(ofC.memberId()));
    b.send(ofC.memberId(), new PeerMessage.TimeoutNow(3));
    await(() -> heardByC.messages.contains(new PeerMessage.TimeoutNow(3)));
    assertThat(heardByC.other).isEmpty();

    b.reach(List.of(ofA.self()), List.of(ofC.memberId()));
    await(() -> heardByC.other.contains("removed"));
    assertThat(b.isConnected(ofC.memberId())).isFalse();
    await(() -> !c.isConnected(ofB.memberId()));
  }
}
