package io.binnacle.apiserver.authentication;

import io.binnacle.apiserver.request.ApiRequest;
import io.binnacle.apiserver.request.UserInfo;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

/**
 * The certificate the client presented in the handshake (AUTHN-02). The handshake itself takes any
 * certificate, so that a bad one is answered with 401 in words instead of a broken connection:
 * therefore everything about it is checked here.
 */
public final class ClientCertificateAuthenticator implements Authenticator {
  private static final String CLIENT_AUTHENTICATION = "1.3.6.1.5.5.7.3.2";
  private static final String ANY_PURPOSE = "2.5.29.37.0";

  /** Verified leaves; emptied when full, which costs each of its clients one verification. */
  private static final int REMEMBERED_MAX = 4_096;

  private final Set<TrustAnchor> anchors;
  private final Clock clock;
  private final Map<X509Certificate, UserInfo> verified = new ConcurrentHashMap<>();

  /**
   * @param authorities whose certificates count; with none of them every certificate is bad
   */
  public ClientCertificateAuthenticator(List<X509Certificate> authorities, Clock clock) {
    this.anchors = new LinkedHashSet<>();
    authorities.forEach(authority -> anchors.add(new TrustAnchor(authority, null)));
    this.clock = clock;
  }

  @Override
  public AuthenticationOutcome authenticate(ApiRequest request) {
    List<X509Certificate> chain = request.peerCertificates();
    if (chain.isEmpty()) {
      return new AuthenticationOutcome.NotTried();
    }
    X509Certificate leaf = chain.getFirst();
    UserInfo known = verified.get(leaf);
    Instant now = clock.instant();
    if (known != null && now.isBefore(leaf.getNotAfter().toInstant())) {
      return new AuthenticationOutcome.Authenticated(known);
    }
    try {
      verify(chain, now);
      UserInfo user = userOf(leaf);
      if (verified.size() >= REMEMBERED_MAX) {
        verified.clear();
      }
      verified.put(leaf, user);
      return new AuthenticationOutcome.Authenticated(user);
    } catch (GeneralSecurityException | InvalidNameException e) {
      return new AuthenticationOutcome.Rejected("client certificate: " + e.getMessage());
    }
  }

  private void verify(List<X509Certificate> chain, Instant now) throws GeneralSecurityException {
    if (anchors.isEmpty()) {
      throw new GeneralSecurityException("no client authority is configured");
    }
    List<String> purposes = chain.getFirst().getExtendedKeyUsage();
    if (purposes == null
        || !(purposes.contains(CLIENT_AUTHENTICATION) || purposes.contains(ANY_PURPOSE))) {
      throw new GeneralSecurityException("not made for client authentication");
    }
    PKIXParameters parameters = new PKIXParameters(anchors);
    parameters.setRevocationEnabled(false);
    parameters.setDate(Date.from(now));
    CertificateFactory factory = CertificateFactory.getInstance("X.509");
    CertPathValidator.getInstance("PKIX")
        .validate(factory.generateCertPath(withoutAnchors(chain)), parameters);
  }

  /** Clients may send the authority along; a path must not contain its own anchor. */
  private List<X509Certificate> withoutAnchors(List<X509Certificate> chain) {
    List<X509Certificate> path = new ArrayList<>();
    for (X509Certificate certificate : chain) {
      boolean isAnchor =
          anchors.stream().anyMatch(anchor -> certificate.equals(anchor.getTrustedCert()));
      if (isAnchor && !path.isEmpty()) {
        break;
      }
      path.add(certificate);
    }
    return path;
  }

  private static UserInfo userOf(X509Certificate leaf)
      throws GeneralSecurityException, InvalidNameException {
    String name = "";
    List<String> groups = new ArrayList<>();
    // An LDAP name lists its parts from the last to the first; groups keep the certificate's order.
    for (Rdn part : new LdapName(leaf.getSubjectX500Principal().getName()).getRdns()) {
      if (part.getType().equalsIgnoreCase("CN")) {
        name = String.valueOf(part.getValue());
      } else if (part.getType().equalsIgnoreCase("O")) {
        groups.add(String.valueOf(part.getValue()));
      }
    }
    if (name.isEmpty()) {
      throw new GeneralSecurityException("its subject has no common name");
    }
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(leaf.getEncoded());
    Map<String, List<String>> extra = new LinkedHashMap<>();
    extra.put(
        "authentication.kubernetes.io/credential-id",
        List.of("X509SHA256=" + HexFormat.of().formatHex(digest)));
    return new UserInfo(name, "", groups, extra);
  }
}
