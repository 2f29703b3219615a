package io.binnacle.apiserver.http;

import io.netty.channel.Channel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.AttributeKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLPeerUnverifiedException;

/** The chain a client presented in the handshake, read once for each connection. */
final class PeerCertificates {
  private static final AttributeKey<List<X509Certificate>> CHAIN =
      AttributeKey.valueOf(PeerCertificates.class, "chain");

  private PeerCertificates() {}

  /**
   * @param channel the connection, or a stream on it
   */
  static List<X509Certificate> of(Channel channel) {
    Channel connection = channel.parent() != null && isStream(channel) ? channel.parent() : channel;
    List<X509Certificate> known = connection.attr(CHAIN).get();
    if (known != null) {
      return known;
    }
    List<X509Certificate> chain = read(connection);
    connection.attr(CHAIN).set(chain);
    return chain;
  }

  /** A stream of HTTP/2 has a connection as its parent, a connection the listening socket. */
  static boolean isStream(Channel channel) {
    return channel.pipeline().get(SslHandler.class) == null;
  }

  private static List<X509Certificate> read(Channel connection) {
    SslHandler tls = connection.pipeline().get(SslHandler.class);
    if (tls == null) {
      return List.of();
    }
    List<X509Certificate> chain = new ArrayList<>();
    try {
      for (Certificate certificate : tls.engine().getSession().getPeerCertificates()) {
        if (certificate instanceof X509Certificate each) {
          chain.add(each);
        }
      }
    } catch (SSLPeerUnverifiedException _) {
      return List.of();
    }
    return List.copyOf(chain);
  }
}
