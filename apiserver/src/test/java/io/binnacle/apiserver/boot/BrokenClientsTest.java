package io.binnacle.apiserver.boot;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.ILoggerFactory;
import org.slf4j.LoggerFactory;

/** Clients that do not speak HTTP as they should: refused one by one, and the server goes on. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@Execution(ExecutionMode.CONCURRENT) // Most of its time it waits.
class BrokenClientsTest {
  private static final Pattern SERVER_LOGGERS =
      Pattern.compile("(io\\.binnacle|io\\.netty|reactor|org\\.springframework)\\.");

  /** Short, so that clients that are too slow are seen soon. */
  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(2);

  /** A client that trickles sends a byte as often as this. */
  private static final Duration TRICKLE = Duration.ofMillis(50);

  @TempDir private static Path dataDir;
  private static ServerFixture fixture;

  /** What was logged from warnings on. */
  private static final ListAppender<ILoggingEvent> LOGGED = new ListAppender<>();

  @BeforeAll
  static void start() throws Exception {
    LOGGED.start();
    rootLogger().addAppender(LOGGED);
    ServerOptions options = ServerFixture.optionsOf(dataDir);
    ServerOptions.Requests plain = options.requests();
    fixture =
        ServerFixture.start(
            dataDir,
            options.withRequests(
                new ServerOptions.Requests(
                    plain.maxRequestBytes(),
                    REQUEST_TIMEOUT,
                    plain.watchCoalesceMillis(),
                    plain.stopping(),
                    plain.goawayChance(),
                    plain.gzipMinBytes())));
  }

  /**
   * While another class that begins at the same time sets logging up there is only a stand-in for
   * it.
   */
  private static Logger rootLogger() throws InterruptedException {
    ILoggerFactory factory = LoggerFactory.getILoggerFactory();
    while (!(factory instanceof LoggerContext)) {
      Thread.sleep(5);
      factory = LoggerFactory.getILoggerFactory();
    }
    return ((LoggerContext) factory).getLogger(Logger.ROOT_LOGGER_NAME);
  }

  /** Clients of any kind are ordinary: nothing about them is worth a stack trace. */
  @AfterAll
  static void stop() throws Exception {
    fixture.close();
    rootLogger().detachAppender(LOGGED);
    assertThat(LOGGED.list)
        .filteredOn(event -> event.getThrowableProxy() != null)
        // Other classes run beside this one: some have handlers fail, on the threads of tests, and
        // some have clients whose servers go away.
        .filteredOn(event -> !event.getThreadName().startsWith("ForkJoinPool"))
        .filteredOn(event -> SERVER_LOGGERS.matcher(event.getLoggerName()).lookingAt())
        .extracting(event -> event.getFormattedMessage() + event.getThrowableProxy().getMessage())
        .isEmpty();
  }

  @AfterEach
  void theServerGoesOn() throws Exception {
    assertThat(fixture.get(fixture.admin(HttpClient.Version.HTTP_2), "/livez").body())
        .isEqualTo("ok");
  }

  /**
   * ERR-12, RT-02: a request is refused before its body was looked at, and the client, which still
   * sends, reads why.
   */
  @ParameterizedTest
  @CsvSource({
    "HTTP_1_1, 2, /api/v1/pods, 405",
    "HTTP_2, 2, /api/v1/pods, 405",
    "HTTP_1_1, 2, /api/v1/namespaces/default/configmaps?dryRun=no, 422",
    "HTTP_2, 2, /api/v1/namespaces/default/configmaps?dryRun=no, 422",
    "HTTP_2, 2, /version, 405",
    "HTTP_2, 2, /apis/none/v1/things, 404",
    "HTTP_2, 8, /api/v1/namespaces/default/configmaps, 413",
    "HTTP_2, 8, /api/v1/pods, 405"
  })
  void aBodyThatNobodyWantsIsTakenNonetheless(
      HttpClient.Version version, int mebibytes, String path, int code) throws Exception {
    HttpClient admin = fixture.admin(version);
    byte[] body = new byte[mebibytes << 20];
    List<CompletableFuture<HttpResponse<String>>> replies = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      replies.add(
          admin.sendAsync(
              HttpRequest.newBuilder(fixture.uri(path))
                  .header("Content-Type", "application/json")
                  .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                  .build(),
              HttpResponse.BodyHandlers.ofString()));
    }
    for (CompletableFuture<HttpResponse<String>> reply : replies) {
      assertThat(reply.get(30, TimeUnit.SECONDS).statusCode()).isEqualTo(code);
    }
  }

  /** RT-02, URL-18. */
  @ParameterizedTest
  @CsvSource({
    "GET /api/v1/pods?x={} HTTP/1.1,200",
    "GET /api/v1/namespaces/%zz HTTP/1.1,400",
    "GET https://elsewhere/version HTTP/1.1,200",
    "GET /api//v1//namespaces/default HTTP/1.1,200",
    "GET /../../etc/passwd HTTP/1.1,404",
    "BREW /api/v1/pods HTTP/1.1,405",
    "GET HTTP/1.1,400",
    "GET / SPDY/9,400",
    "nonsense,400",
  })
  void anyFirstLineHasAnAnswer(String line, int code) throws Exception {
    assertThat(statusOf(line + "\r\nHost: x\r\nConnection: close\r\n\r\n")).isEqualTo(code);
  }

  /** RT-02. */
  @Test
  void linesAndHeadersAreBounded() throws Exception {
    // A little more than the limits, so that all of it is read before the connection is closed: a
    // reset would overtake the reply.
    String longTarget = "GET /" + "a".repeat(66_036) + " HTTP/1.1\r\nHost: x\r\n\r\n";
    assertThat(statusOf(longTarget)).isEqualTo(414);
    String longHeader =
        "GET /livez HTTP/1.1\r\nHost: x\r\nX-Big: " + "b".repeat(132_000) + "\r\n\r\n";
    assertThat(statusOf(longHeader)).isEqualTo(431);
  }

  @Test
  void bodiesThatLieAboutThemselvesAreRefused() throws Exception {
    String head = "POST /api/v1/namespaces/default/configmaps HTTP/1.1\r\nHost: x\r\n";
    assertThat(statusOf(head + "Content-Length: 99999999\r\n\r\n")).isEqualTo(413);
    assertThat(statusOf(head + "Content-Length: -5\r\n\r\n")).isEqualTo(400);
    assertThat(statusOf(head + "Content-Length: 1\r\nContent-Length: 2\r\n\r\n{}")).isEqualTo(400);
    assertThat(statusOf(head + "Transfer-Encoding: chunked\r\n\r\nzz\r\n")).isEqualTo(400);
  }

  @Test
  void aClientThatVanishesInTheMiddleHarmsNobody() throws Exception {
    for (String begun :
        List.of(
            "GE",
            "GET /livez HTTP/1.1\r\nHost:",
            "POST /api/v1/namespaces/default/configmaps HTTP/1.1\r\nHost: x\r\n"
                + "Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n{\"kind\":",
            "GET /api/v1/pods?watch=1 HTTP/1.1\r\nHost: x\r\n\r\n")) {
      try (SSLSocket socket = connect()) {
        OutputStream out = socket.getOutputStream();
        out.write(begun.getBytes(StandardCharsets.US_ASCII));
        out.flush();
        socket.setSoLinger(true, 0);
      }
    }
  }

  /** RT-02: the end of a body is not the beginning of a head that is too slow to come. */
  @Test
  void aConnectionIsKeptBehindABodyThatNobodyWanted() throws Exception {
    try (SSLSocket socket = connect()) {
      socket.setSoTimeout(10_000);
      OutputStream out = socket.getOutputStream();
      int length = 200_000;
      String head = "POST /api/v1/pods HTTP/1.1\r\nHost: x\r\nContent-Length: " + length;
      out.write((head + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
      out.flush();
      Thread.sleep(100);
      out.write(new byte[length]);
      out.flush();
      String answer = "";
      while (!answer.endsWith("}")) {
        answer += (char) socket.getInputStream().read();
      }
      Thread.sleep(REQUEST_TIMEOUT.plusMillis(700).toMillis());
      out.write("GET /livez HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      out.flush();
      answer = "";
      while (!answer.endsWith("ok")) {
        int next = socket.getInputStream().read();
        assertThat(next).as(answer).isNotNegative();
        answer += (char) next;
      }
    }
  }

  /** RT-02: however slowly a head comes, it has to come to its end in time. */
  @Test
  void aHeadThatTricklesInIsCutOff() throws Exception {
    String neverEnding = "GET /livez HTTP/1.1\r\nHost: x\r\nX-Slow: " + "a".repeat(60_000);
    assertThat(bytesTakenOf(neverEnding)).isLessThan(neverEnding.length());
  }

  /** RT-02: a second request on the connection is under the same limit as the first. */
  @Test
  void aSecondHeadThatTricklesInIsCutOffToo() throws Exception {
    try (SSLSocket socket = connect()) {
      OutputStream out = socket.getOutputStream();
      out.write("GET /livez HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      out.flush();
      socket.setSoTimeout(10_000);
      String answer = "";
      while (!answer.endsWith("ok")) {
        answer += (char) socket.getInputStream().read();
      }
      assertThat(trickle(socket, "GET /livez HTTP/1.1\r\nX: " + "b".repeat(60_000)))
          .isLessThan(60_000);
    }
  }

  /** RT-01, RT-02. */
  @Test
  void aBodyThatTricklesInIsAnsweredInTime() throws Exception {
    String path = "/api/v1/namespaces/default/configmaps";
    String head = "POST " + path + " HTTP/1.1\r\nHost: x\r\nContent-Length: 60000\r\n\r\n";
    try (SSLSocket socket = connect()) {
      assertThat(trickle(socket, head + " ".repeat(60_000))).isLessThan(60_000);
      // What is left of the body is not waited for.
      assertThat(trickle(socket, " ".repeat(60_000))).isLessThan(60_000);
    }
  }

  private static int bytesTakenOf(String request) throws Exception {
    try (SSLSocket socket = connect()) {
      return trickle(socket, request);
    }
  }

  /** Sends a byte now and then until the server says something or closes; how many were sent. */
  private static int trickle(SSLSocket socket, String text) throws Exception {
    socket.setSoTimeout((int) TRICKLE.toMillis());
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    // What begins a head or a body goes at once; its rest is what takes for ever.
    int sent = Math.min(bytes.length, 120);
    try {
      socket.getOutputStream().write(bytes, 0, sent);
      socket.getOutputStream().flush();
      while (sent < bytes.length) {
        try {
          int _ = socket.getInputStream().read();
          return sent;
        } catch (SocketTimeoutException _) {
          socket.getOutputStream().write(bytes[sent++]);
          socket.getOutputStream().flush();
        }
      }
    } catch (IOException closed) {
      return sent;
    }
    return sent;
  }

  /** As a health probe does whose time is over before the handshake is. */
  @Test
  void aClientThatVanishesInTheHandshakeHarmsNobody() throws Exception {
    byte[] hello = new byte[300];
    // A record of a handshake (RFC 8446, section 5.1) of 400 bytes, of which the last do not come.
    System.arraycopy(new byte[] {0x16, 0x03, 0x01, 0x01, (byte) 0x90, 0x01}, 0, hello, 0, 6);
    for (int length : new int[] {0, 1, 5, 6, 300}) {
      for (boolean reset : new boolean[] {true, false}) {
        try (Socket socket =
            new Socket(InetAddress.getLoopbackAddress(), fixture.server().securePort())) {
          socket.getOutputStream().write(hello, 0, length);
          socket.getOutputStream().flush();
          socket.setSoLinger(reset, 0);
        }
      }
    }
    try (SSLSocket socket = connect()) {
      String ask = "GET /readyz HTTP/1.1\r\nHost: x\r\n\r\n";
      for (int i = 0; i < 20; i++) {
        socket.getOutputStream().write(ask.getBytes(StandardCharsets.US_ASCII));
      }
      socket.getOutputStream().flush();
      socket.setSoLinger(true, 0);
    }
  }

  private static int statusOf(String request) throws IOException {
    try (SSLSocket socket = connect()) {
      socket.setSoTimeout(10_000);
      OutputStream out = socket.getOutputStream();
      out.write(request.getBytes(StandardCharsets.US_ASCII));
      out.flush();
      String line =
          new BufferedReader(
                  new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
              .readLine();
      assertThat(line).as("status line").isNotNull().startsWith("HTTP/1.1 ");
      return Integer.parseInt(line.split(" ")[1]);
    }
  }

  private static SSLSocket connect() throws IOException {
    SSLSocket socket =
        (SSLSocket)
            fixture
                .adminTls()
                .getSocketFactory()
                .createSocket("127.0.0.1", fixture.server().securePort());
    socket.startHandshake();
    return socket;
  }
}
