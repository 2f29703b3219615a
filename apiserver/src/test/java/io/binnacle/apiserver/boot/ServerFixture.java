package io.binnacle.apiserver.boot;

import io.binnacle.apiserver.certificates.CertificateAuthority;
import io.binnacle.apiserver.certificates.IssuedCertificate;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** One real server on a port of its own, and clients that know it. */
final class ServerFixture implements AutoCloseable {
  private final RunningServer server;
  private final Path dataDir;
  private final CertificateAuthority authority;
  private @Nullable SSLContext adminTls;

  private ServerFixture(RunningServer server, Path dataDir) {
    this.server = server;
    this.dataDir = dataDir;
    this.authority =
        CertificateAuthority.load(
            dataDir.resolve("pki/ca.crt"), dataDir.resolve("pki/ca.key"), Clock.systemUTC());
  }

  /** Starts a member alone and waits until it is ready. */
  static ServerFixture start(Path dataDir) throws InterruptedException {
    return start(dataDir, optionsOf(dataDir));
  }

  static ServerFixture start(Path dataDir, ServerOptions options) throws InterruptedException {
    RunningServer server = ApiServer.start(options);
    if (!server.awaitReady(Duration.ofSeconds(30))) {
      server.stop();
      throw new AssertionError("the server did not become ready");
    }
    return new ServerFixture(server, dataDir);
  }

  static ServerOptions optionsOf(Path dataDir) {
    return ServerOptions.alone(dataDir).withServing(ServerOptions.Serving.on("127.0.0.1", 0));
  }

  RunningServer server() {
    return server;
  }

  Path dataDir() {
    return dataDir;
  }

  CertificateAuthority authority() {
    return authority;
  }

  URI uri(String pathAndQuery) {
    return URI.create(server.url() + pathAndQuery);
  }

  HttpClient admin(HttpClient.Version version) {
    return HttpClient.newBuilder()
        .version(version)
        .sslContext(adminTls())
        .connectTimeout(Duration.ofSeconds(10))
        .build();
  }

  /** Of an administrator; its RSA key takes long to make and is made once. */
  synchronized SSLContext adminTls() {
    if (adminTls == null) {
      adminTls = tls(authority.issueClient("admin", List.of("system:masters")));
    }
    return adminTls;
  }

  /**
   * @param identity null for a client without a certificate
   */
  HttpClient client(HttpClient.Version version, @Nullable IssuedCertificate identity) {
    return client(version, authority, identity);
  }

  static HttpClient client(
      HttpClient.Version version,
      CertificateAuthority authority,
      @Nullable IssuedCertificate identity) {
    return HttpClient.newBuilder()
        .version(version)
        .sslContext(tls(authority, identity))
        .connectTimeout(Duration.ofSeconds(10))
        .build();
  }

  HttpResponse<String> get(HttpClient client, String path, String... headers)
      throws IOException, InterruptedException {
    return send(client, "GET", path, null, headers);
  }

  HttpResponse<String> send(
      HttpClient client, String method, String path, @Nullable String body, String... headers)
      throws IOException, InterruptedException {
    return send(client, server, method, path, body, headers);
  }

  static HttpResponse<String> send(
      HttpClient client,
      RunningServer server,
      String method,
      String path,
      @Nullable String body,
      String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(server.url() + path)).timeout(Duration.ofSeconds(30));
    request.method(
        method,
        body == null
            ? HttpRequest.BodyPublishers.noBody()
            : HttpRequest.BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  SSLContext tls(@Nullable IssuedCertificate identity) {
    return tls(authority, identity);
  }

  private static SSLContext tls(
      CertificateAuthority authority, @Nullable IssuedCertificate identity) {
    try {
      KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
      trusted.load(null, null);
      trusted.setCertificateEntry("ca", authority.certificate());
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(trusted);
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      KeyStore own = KeyStore.getInstance(KeyStore.getDefaultType());
      own.load(null, null);
      if (identity != null) {
        own.setKeyEntry(
            "me",
            identity.privateKey(),
            new char[0],
            identity.chain().toArray(new X509Certificate[0]));
      }
      keys.init(own, new char[0]);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), trust.getTrustManagers(), new SecureRandom());
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    server.stop();
  }
}
