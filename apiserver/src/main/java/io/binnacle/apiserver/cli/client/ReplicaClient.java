package io.binnacle.apiserver.cli.client;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Locale;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * A connection to one replica on 127.0.0.1, kept open between questions, because a TLS handshake
 * costs the replica a hundred times what an answer does. A connection that turned out dead is
 * opened anew once per question.
 *
 * <p>This is not the JDK's HTTP client because that one starts threads and loads some hundred
 * classes, and the supervisor shall be ready before its replicas are.
 */
public final class ReplicaClient implements AutoCloseable {
  private static final int BODY_BYTES_MAX = 1 << 20;
  private static final int LINE_BYTES_MAX = 8_192;

  private final SSLContext identity;
  private final int port;
  private final int timeoutMillis;
  private @Nullable SSLSocket socket;
  private @Nullable InputStream in;

  public ReplicaClient(SSLContext identity, int port, int timeoutMillis) {
    this.identity = identity;
    this.port = port;
    this.timeoutMillis = timeoutMillis;
  }

  /** What a replica said. */
  public record Answer(int status, String body) {}

  /** Asks, and waits for the whole answer. */
  public Answer get(String path) throws IOException {
    boolean fresh = socket == null;
    try {
      return ask(path);
    } catch (IOException e) {
      close();
      if (fresh) {
        throw e;
      }
    }
    try {
      return ask(path);
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  private Answer ask(String path) throws IOException {
    SSLSocket open = socket;
    if (open == null) {
      open = connect();
      socket = open;
      in = new BufferedInputStream(open.getInputStream());
    }
    open.getOutputStream()
        .write(
            ("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\nAccept: */*\r\n\r\n")
                .getBytes(US_ASCII));
    return read();
  }

  private SSLSocket connect() throws IOException {
    Socket plain = new Socket();
    try {
      plain.setTcpNoDelay(true);
      plain.setSoTimeout(timeoutMillis);
      plain.connect(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port), timeoutMillis);
      SSLSocket secured =
          (SSLSocket) identity.getSocketFactory().createSocket(plain, "127.0.0.1", port, true);
      SSLParameters parameters = secured.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      secured.setSSLParameters(parameters);
      secured.startHandshake();
      return secured;
    } catch (IOException e) {
      plain.close();
      throw e;
    }
  }

  private Answer read() throws IOException {
    String[] statusLine = line().split(" ", 3);
    int status = number(statusLine.length > 1 ? statusLine[1] : "", 10);
    long length = -1;
    boolean chunked = false;
    for (String header = line(); !header.isEmpty(); header = line()) {
      String lower = header.toLowerCase(Locale.ROOT);
      if (lower.startsWith("content-length:")) {
        length = number(lower.substring(15).strip(), 10);
      } else if (lower.startsWith("transfer-encoding:")) {
        chunked = lower.contains("chunked");
      }
    }
    byte[] body = chunked ? chunks() : exactly(Math.max(length, 0));
    return new Answer(status, new String(body, UTF_8));
  }

  private byte[] chunks() throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (int size = number(line(), 16); size > 0; size = number(line(), 16)) {
      body.writeBytes(exactly(size));
      bound(body.size());
      line();
    }
    line();
    return body.toByteArray();
  }

  private byte[] exactly(long count) throws IOException {
    bound(count);
    byte[] bytes = input().readNBytes((int) count);
    if (bytes.length < count) {
      throw new EOFException("the answer ended early");
    }
    return bytes;
  }

  private String line() throws IOException {
    StringBuilder text = new StringBuilder();
    for (int next = input().read(); next != '\n'; next = input().read()) {
      if (next < 0 || text.length() >= LINE_BYTES_MAX) {
        throw new EOFException("the answer ended early");
      }
      text.append((char) next);
    }
    return text.toString().stripTrailing();
  }

  private InputStream input() throws IOException {
    InputStream open = in;
    if (open == null) {
      throw new EOFException("the connection is closed");
    }
    return open;
  }

  private static void bound(long bytes) throws IOException {
    if (bytes > BODY_BYTES_MAX) {
      throw new IOException("the answer is larger than " + BODY_BYTES_MAX + " bytes");
    }
  }

  private static int number(String text, int radix) throws IOException {
    try {
      return Integer.parseInt(text, radix);
    } catch (NumberFormatException e) {
      throw new IOException("not an HTTP answer", e);
    }
  }

  @Override
  public void close() {
    SSLSocket open = socket;
    socket = null;
    in = null;
    if (open != null) {
      try {
        open.close();
      } catch (IOException _) {
        // The replica is gone already.
      }
    }
  }
}
