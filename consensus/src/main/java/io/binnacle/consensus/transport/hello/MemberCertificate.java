package io.binnacle.consensus.transport.hello;

import io.binnacle.consensus.ConsensusConfig.Member;
import io.binnacle.consensus.metrics.ConnectionFault;
import java.net.InetAddress;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/**
 * Whose certificate it is that the other side of a connection has shown. That an authority of the
 * group has signed it was checked before, but the same authority may have signed the certificates
 * of users, and those of other members. So:
 *
 * <ol>
 *   <li>It must be good for both roles of a member. One that says it is for clients only is a
 *       user's.
 *   <li>Where its common name, or one of its DNS names, is the name of a member of the group, it is
 *       the certificate of the members it names and of no other.
 *   <li>Where it names none of them, it must name the host that the configuration gives the member,
 *       as address or DNS name; {@code *.} stands for one label.
 * </ol>
 */
public final class MemberCertificate {
  private static final String ANY_PURPOSE = "2.5.29.37.0";
  private static final String SERVER = "1.3.6.1.5.5.7.3.1";
  private static final int DNS_NAME = 2;
  private static final int IP_ADDRESS = 7;

  private final X509Certificate certificate;
  private final String commonName;
  private final List<String> dnsNames;
  private final List<String> addresses;

  MemberCertificate(X509Certificate certificate) throws CertificateParsingException {
    this.certificate = certificate;
    this.commonName = commonNameOf(certificate);
    this.dnsNames =
        namesOf(certificate, DNS_NAME).stream().map(name -> name.toLowerCase(Locale.ROOT)).toList();
    this.addresses = namesOf(certificate, IP_ADDRESS);
  }

  private static List<String> namesOf(X509Certificate certificate, int kind)
      throws CertificateParsingException {
    Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
    List<String> names = new ArrayList<>();
    for (List<?> each : alternatives == null ? List.<List<?>>of() : alternatives) {
      if (each.get(1) instanceof String name && Integer.valueOf(kind).equals(each.get(0))) {
        names.add(name);
      }
    }
    return names;
  }

  /**
   * @param session in which the other side has shown a certificate
   * @param claimed the member it says it is
   * @throws RefusedPeerException unless the certificate is that member's
   */
  public static void require(SSLSession session, Member claimed, Collection<Member> group)
      throws RefusedPeerException {
    try {
      if (session.getPeerCertificates()[0] instanceof X509Certificate shown) {
        new MemberCertificate(shown).requireThatOf(claimed, group);
        return;
      }
    } catch (SSLPeerUnverifiedException _) {
      // Then there is none.
    } catch (CertificateParsingException _) {
      throw new RefusedPeerException(
          ConnectionFault.CERTIFICATE, "a certificate that cannot be read");
    }
    throw new RefusedPeerException(ConnectionFault.CERTIFICATE, "no certificate was shown");
  }

  private static String commonNameOf(X509Certificate certificate) {
    try {
      LdapName subject = new LdapName(certificate.getSubjectX500Principal().getName());
      for (Rdn part : subject.getRdns()) {
        if (part.getType().equalsIgnoreCase("CN")) {
          return String.valueOf(part.getValue());
        }
      }
    } catch (InvalidNameException _) {
      // Then it has no name that counts.
    }
    return "";
  }

  private RefusedPeerException isNotThatOf(String kind, String message) {
    return new RefusedPeerException(ConnectionFault.CERTIFICATE, kind, this + message);
  }

  /**
   * @param claimed the member that shows it
   */
  private void requireThatOf(Member claimed, Collection<Member> group)
      throws CertificateParsingException, RefusedPeerException {
    List<String> purposes = certificate.getExtendedKeyUsage();
    if (purposes != null && !purposes.contains(SERVER) && !purposes.contains(ANY_PURPOSE)) {
      throw isNotThatOf(
          "a certificate for clients only", " is for clients only, not that of a member");
    }
    TreeSet<String> named = new TreeSet<>();
    for (Member member : group) {
      if (commonName.equals(member.name()) || dnsNames.contains(member.name())) {
        named.add(member.name());
      }
    }
    if (named.contains(claimed.name())) {
      return;
    }
    if (!named.isEmpty()) {
      throw isNotThatOf(
          "a certificate of another member",
          " is that of member " + String.join(", ", named) + ", not of " + claimed.name());
    }
    if (!covers(claimed.host())) {
      throw isNotThatOf(
          "a certificate that names no member",
          " names neither member " + claimed.name() + " nor its host " + claimed.host());
    }
  }

  private boolean covers(String host) {
    return isLiteralAddress(host) ? coversAddress(host) : coversName(host.toLowerCase(Locale.ROOT));
  }

  private boolean coversName(String host) {
    int dot = host.indexOf('.');
    return dnsNames.contains(host) || (dot > 0 && dnsNames.contains("*" + host.substring(dot)));
  }

  private boolean coversAddress(String host) {
    try {
      InetAddress wanted = InetAddress.ofLiteral(host);
      return addresses.stream().anyMatch(each -> InetAddress.ofLiteral(each).equals(wanted));
    } catch (IllegalArgumentException _) {
      return false;
    }
  }

  private static boolean isLiteralAddress(String host) {
    return host.indexOf(':') >= 0 || host.matches("[0-9.]+");
  }

  @Override
  public String toString() {
    return "the certificate of " + certificate.getSubjectX500Principal().getName();
  }
}
