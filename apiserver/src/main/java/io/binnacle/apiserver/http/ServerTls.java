package io.binnacle.apiserver.http;

import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.net.Socket;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.X509ExtendedTrustManager;

/** TLS 1.2 and 1.3 for clients, with HTTP/2 by ALPN (URL-16, design D11). */
public final class ServerTls {
  private ServerTls() {}

  /**
   * @param clientAuthorities announced to clients, so that they choose the right certificate
   */
  public static SslContext context(
      PrivateKey key, List<X509Certificate> chain, List<X509Certificate> clientAuthorities)
      throws SSLException {
    return SslContextBuilder.forServer(key, chain)
        .sslProvider(SslProvider.JDK)
        .protocols("TLSv1.3", "TLSv1.2")
        .clientAuth(ClientAuth.OPTIONAL)
        .trustManager(new AskedButNotJudged(clientAuthorities))
        .applicationProtocolConfig(
            new ApplicationProtocolConfig(
                ApplicationProtocolConfig.Protocol.ALPN,
                ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                ApplicationProtocolNames.HTTP_2,
                ApplicationProtocolNames.HTTP_1_1))
        .build();
  }

  /**
   * Takes any client certificate in the handshake. Who it stands for, and whether it is any good,
   * is judged for each request by authentication, which can answer 401 in words; a handshake could
   * only break the connection (AUTHN-02).
   */
  private static final class AskedButNotJudged extends X509ExtendedTrustManager {
    private final List<X509Certificate> authorities;

    AskedButNotJudged(List<X509Certificate> authorities) {
      this.authorities = List.copyOf(authorities);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return authorities.toArray(new X509Certificate[0]);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) {
      throw neverAClient();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {
      throw neverAClient();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) {
      throw neverAClient();
    }

    private static IllegalStateException neverAClient() {
      return new IllegalStateException("this trust manager is for servers only");
    }
  }
}
