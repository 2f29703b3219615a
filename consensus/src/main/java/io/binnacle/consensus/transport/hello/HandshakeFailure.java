package io.binnacle.consensus.transport.hello;

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
 * Why a TLS handshake failed, in one of few texts. The JDK's own hold what the other side sent,
 * such as names in certificates, and so are as many as it likes.
 */
public final class HandshakeFailure {
  private static final int CAUSES_MAX = 8;

  /** TLS has some thirty alerts with names, and this is how the JDK tells of one. */
  private static final Pattern ALERT = Pattern.compile("Received fatal alert: ([a-z_]{1,40})$");

  /**
   * How the JDK tells that the other side closed properly before the handshake was over. In TLS 1.3
   * what a caller says that has not read our answer yet comes in the clear, where an encrypted
   * record is expected.
   */
  private static final Pattern CLOSED =
      Pattern.compile(
          "Received close_notify during handshake$"
              + "|Unexpected plaintext alert received: .*Alert: (close_notify|user_canceled)$");

  private static final String UNTRUSTED = "its certificate is of an authority that is not trusted";

  private HandshakeFailure() {}

  /**
   * Whether the other side only closed the connection before the handshake was over, as one that
   * stops or has changed its mind does: no fault of anybody's certificate.
   */
  public static boolean isOnlyClosed(SSLException failure) {
    Throwable cause = failure;
    for (int depth = 0; cause != null && depth < CAUSES_MAX; depth++) {
      if (CLOSED.matcher(String.valueOf(cause.getMessage())).find()) {
        return true;
      }
      cause = cause.getCause();
    }
    return false;
  }

  /** An authority of the same name and with another key does not hold by its signature. */
  private static String reasonOf(CertPathValidatorException.Reason reason) {
    return switch (reason) {
      case BasicReason.EXPIRED -> "its certificate has expired";
      case BasicReason.NOT_YET_VALID -> "its certificate is not valid yet";
      case BasicReason.INVALID_SIGNATURE, PKIXReason.NO_TRUST_ANCHOR -> UNTRUSTED;
      default -> "its certificate does not hold";
    };
  }

  /** For people; the innermost cause that is known says most. */
  public static String reasonOf(SSLException failure) {
    if (isOnlyClosed(failure)) {
      return "the other side closed the connection in the TLS handshake";
    }
    String reason = "";
    Throwable cause = failure;
    for (int depth = 0; cause != null && depth < CAUSES_MAX; depth++) {
      String said =
          switch (cause) {
            case CertificateExpiredException _ -> "its certificate has expired";
            case CertificateNotYetValidException _ -> "its certificate is not valid yet";
            case CertPathBuilderException _ -> UNTRUSTED;
            case CertPathValidatorException path -> reasonOf(path.getReason());
            case CertificateException _ -> "its certificate does not hold";
            default -> "";
          };
      reason = said.isEmpty() ? reason : said;
      cause = cause.getCause();
    }
    if (!reason.isEmpty()) {
      return reason;
    }
    if (String.valueOf(failure.getMessage()).contains("Empty client certificate chain")) {
      return "it showed no certificate";
    }
    Matcher alert = ALERT.matcher(String.valueOf(failure.getMessage()));
    return alert.find()
        ? "the other side ended the TLS handshake: " + alert.group(1)
        : "the TLS handshake failed";
  }
}
