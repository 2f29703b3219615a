package io.binnacle.consensus.transport.hello;

import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
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

  private HandshakeFailure() {}

  /** For people; the innermost cause that is known says most. */
  public static String reasonOf(SSLException failure) {
    String reason = "";
    Throwable cause = failure;
    for (int depth = 0; cause != null && depth < CAUSES_MAX; depth++) {
      String said =
          switch (cause) {
            case CertificateExpiredException _ -> "its certificate has expired";
            case CertificateNotYetValidException _ -> "its certificate is not valid yet";
            case CertPathBuilderException _ ->
                "its certificate is of an authority that is not trusted";
            case CertPathValidatorException _, CertificateException _ ->
                "its certificate does not hold";
            default -> "";
          };
      reason = said.isEmpty() ? reason : said;
      cause = cause.getCause();
    }
    if (!reason.isEmpty()) {
      return reason;
    }
    Matcher alert = ALERT.matcher(String.valueOf(failure.getMessage()));
    return alert.find()
        ? "the other side ended the TLS handshake: " + alert.group(1)
        : "the TLS handshake failed";
  }
}
