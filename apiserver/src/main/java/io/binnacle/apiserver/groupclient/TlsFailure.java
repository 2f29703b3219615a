package io.binnacle.apiserver.groupclient;

import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.PKIXReason;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;

/**
 * Why no TLS connection to a server came about, for whoever has the kubeconfig. What members say to
 * each other in that case is another thing: it hides what a stranger sent, and speaks of no
 * kubeconfig.
 */
final class TlsFailure {
  private static final int CAUSES_MAX = 8;

  /** How the JDK tells of an alert that the server sent. */
  private static final Pattern ALERT = Pattern.compile("Received fatal alert: ([a-z_]{1,40})$");

  private static final String UNTRUSTED =
      "its certificate is not of an authority that the kubeconfig trusts";
  private static final String INVALID = "its certificate does not hold";

  private TlsFailure() {}

  /** The innermost cause that is known says most. */
  static String inWords(SSLException failure) {
    String reason = "";
    Throwable cause = failure;
    for (int depth = 0; cause != null && depth < CAUSES_MAX; depth++) {
      String said =
          switch (cause) {
            case CertificateExpiredException _ -> "its certificate has expired";
            case CertificateNotYetValidException _ -> "its certificate is not valid yet";
            case CertPathBuilderException _ -> UNTRUSTED;
            case CertPathValidatorException path -> ofPath(path.getReason());
            case CertificateException invalid -> ofCertificate(invalid);
            default -> "";
          };
      reason = said.isEmpty() ? reason : said;
      cause = cause.getCause();
    }
    return reason.isEmpty() ? ofMessage(String.valueOf(failure.getMessage())) : reason;
  }

  /** An authority of the same name and with another key does not hold by its signature. */
  private static String ofPath(CertPathValidatorException.Reason reason) {
    return switch (reason) {
      case BasicReason.EXPIRED -> "its certificate has expired";
      case BasicReason.NOT_YET_VALID -> "its certificate is not valid yet";
      case BasicReason.INVALID_SIGNATURE, PKIXReason.NO_TRUST_ANCHOR -> UNTRUSTED;
      default -> INVALID;
    };
  }

  private static String ofCertificate(CertificateException invalid) {
    return String.valueOf(invalid.getMessage()).contains("ubject alternative")
        ? "its certificate does not name that host"
        : INVALID;
  }

  private static String ofMessage(String message) {
    if (message.contains("nrecognized SSL message")) {
      return "what is there does not speak TLS";
    }
    if (message.contains("Remote host terminated the handshake")
        || message.contains("Remote host closed the channel")) {
      // As a load balancer does that has nobody behind it.
      return "it closed the connection in the TLS handshake";
    }
    Matcher alert = ALERT.matcher(message);
    if (!alert.find()) {
      return "no TLS connection comes about";
    }
    String name = alert.group(1);
    return switch (name) {
      case "certificate_required" -> "it wants a certificate, and the kubeconfig has none";
      case "bad_certificate", "unsupported_certificate", "certificate_unknown", "unknown_ca" ->
          "it does not take the certificate in the kubeconfig (" + name + ")";
      case "certificate_expired" -> "the certificate in the kubeconfig has expired";
      default -> "it ended the TLS handshake: " + name;
    };
  }
}
