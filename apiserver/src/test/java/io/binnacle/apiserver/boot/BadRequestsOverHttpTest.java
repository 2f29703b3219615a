package io.binnacle.apiserver.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.apiserver.endpoint.BadRequests;
import io.binnacle.apiserver.endpoint.BadRequests.BadRequest;
import java.io.IOException;
import java.io.OutputStream;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The table of wrong requests over real TLS, byte by byte as it stands: also the targets that no
 * HTTP client would send.
 */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class BadRequestsOverHttpTest {
  private static final String JSON = "application/json";

  @TempDir private static Path dataDir;
  private static ServerFixture fixture;
  private static HttpClient admin;
  private static SSLContext tls;

  @BeforeAll
  static void start() throws Exception {
    fixture = ServerFixture.start(dataDir);
    admin = fixture.admin(HttpClient.Version.HTTP_2);
    tls = fixture.adminTls();
    for (List<String> object : BadRequests.existing()) {
      HttpResponse<String> made =
          fixture.send(admin, "POST", object.getFirst(), object.getLast(), "Content-Type", JSON);
      // Some of it every cluster has from its first minute.
      assertThat(made.statusCode()).as(made.body()).isIn(201, 409);
    }
  }

  @AfterAll
  static void stop() {
    fixture.close();
  }

  static List<BadRequest> table() {
    return BadRequests.all();
  }

  /** ERR-01 to ERR-15: and the server stays up. */
  @ParameterizedTest
  @MethodSource("table")
  void aWrongRequestGetsItsStatusAndTheServerGoesOn(BadRequest wrong) throws Exception {
    String answer = exchange(wrong);
    assertThat(answer).startsWith("HTTP/1.1 " + wrong.code() + " ");
    JsonNode status =
        JsonMapper.shared().readTree(answer.substring(answer.indexOf("\r\n\r\n") + 4));
    assertThat(status.get("kind").asString()).isEqualTo("Status");
    assertThat(status.get("code").asInt()).isEqualTo(wrong.code());
    assertThat(status.path("reason").asString()).isEqualTo(wrong.reason());
    assertThat(status.path("message").asString()).contains(wrong.messagePart());
    assertThat(fixture.get(admin, "/livez").body()).isEqualTo("ok");
  }

  private static String exchange(BadRequest wrong) throws IOException {
    byte[] body = wrong.body().getBytes(StandardCharsets.UTF_8);
    StringBuilder head = new StringBuilder();
    head.append(wrong.method()).append(' ').append(wrong.url()).append(" HTTP/1.1\r\n");
    head.append("Host: localhost\r\nConnection: close\r\n");
    if (!wrong.contentType().isEmpty()) {
      head.append("Content-Type: ").append(wrong.contentType()).append("\r\n");
      head.append("Content-Length: ").append(body.length).append("\r\n");
    }
    head.append("\r\n");
    try (SSLSocket socket =
        (SSLSocket)
            tls.getSocketFactory().createSocket("127.0.0.1", fixture.server().securePort())) {
      socket.setSoTimeout(20_000);
      OutputStream out = socket.getOutputStream();
      out.write(head.toString().getBytes(StandardCharsets.UTF_8));
      if (!wrong.contentType().isEmpty()) {
        out.write(body);
      }
      out.flush();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
