package io.binnacle.apiserver.http;

import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManager;
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
    SSLContext context = tls(new ServerKeys(key, chain), new AskedButNotJudged(clientAuthorities));
    // Not by Netty's builder: it tries a key store with a password first, which a start would pay
    // for.
    return new JdkSslContext(
        context,
        false,
        null,
        SupportedCipherSuiteFilter.INSTANCE,
        new ApplicationProtocolConfig(
            ApplicationProtocolConfig.Protocol.ALPN,
            ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
            ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
            ApplicationProtocolNames.HTTP_2,
            ApplicationProtocolNames.HTTP_1_1),
        ClientAuth.OPTIONAL,
        new String[] {"TLSv1.3", "TLSv1.2"},
        false);
  }

  private static SSLContext tls(KeyManager keys, TrustManager trust) throws SSLException {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(new KeyManager[] {keys}, new TrustManager[] {trust}, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new SSLException("this Java cannot serve TLS with the certificate given", e);
    }
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
