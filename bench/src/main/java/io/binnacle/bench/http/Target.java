package io.binnacle.bench.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.handler.codec.http2.Http2SecurityUtil;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Who is measured, and as whom.
 *
 * @param token a bearer token, or null
 * @param certificate PEM, or null
 * @param privateKey PEM (PKCS#8), or null
 * @param authority PEM; null trusts any server, which is for measurements only
 */
public record Target(
    URI server,
    @Nullable String token,
    @Nullable String certificate,
    @Nullable String privateKey,
    @Nullable String authority) {

  private static final int HTTPS_PORT = 443;

  /** Reads the first cluster and user of a kubeconfig that holds its certificates inside. */
  public static Target ofKubeconfig(Path file, @Nullable URI otherServer) throws IOException {
    String text = Files.readString(file);
    URI server = otherServer == null ? URI.create(required(text, "server", file)) : otherServer;
    return new Target(
        server,
        field(text, "token"),
        decoded(field(text, "client-certificate-data")),
        decoded(field(text, "client-key-data")),
        decoded(field(text, "certificate-authority-data")));
  }

  public Target at(URI otherServer) {
    return new Target(otherServer, token, certificate, privateKey, authority);
  }

  String host() {
    return server.getHost();
  }

  int port() {
    return server.getPort() < 0 ? HTTPS_PORT : server.getPort();
  }

  SslContext tls(boolean http2) throws SSLException {
    SslContextBuilder builder = SslContextBuilder.forClient();
    if (authority == null) {
      builder.trustManager(InsecureTrustManagerFactory.INSTANCE);
    } else {
      builder.trustManager(stream(authority));
    }
    if (certificate != null && privateKey != null) {
      builder.keyManager(stream(certificate), stream(privateKey));
    }
    if (http2) {
      builder
          .ciphers(Http2SecurityUtil.CIPHERS, SupportedCipherSuiteFilter.INSTANCE)
          .applicationProtocolConfig(
              new ApplicationProtocolConfig(
                  Protocol.ALPN,
                  SelectorFailureBehavior.NO_ADVERTISE,
                  SelectedListenerFailureBehavior.ACCEPT,
                  ApplicationProtocolNames.HTTP_2));
    }
    return builder.build();
  }

  private static InputStream stream(String pem) {
    return new ByteArrayInputStream(pem.getBytes(UTF_8));
  }

  private static String required(String text, String name, Path file) throws IOException {
    String value = field(text, name);
    if (value == null) {
      throw new IOException(file + " has no " + name);
    }
    return value;
  }

  private static @Nullable String field(String text, String name) {
    Matcher matcher =
        Pattern.compile("(?m)^[\\s-]*" + Pattern.quote(name) + ":\\s*\"?([^\\s\"]+)\"?\\s*$")
            .matcher(text);
    return matcher.find() ? matcher.group(1) : null;
  }

  private static @Nullable String decoded(@Nullable String base64) {
    return base64 == null ? null : new String(Base64.getDecoder().decode(base64), UTF_8);
  }
}
