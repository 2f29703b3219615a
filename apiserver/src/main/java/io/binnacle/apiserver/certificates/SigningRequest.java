package io.binnacle.apiserver.certificates;

import java.io.IOException;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.PKCSException;
import org.jspecify.annotations.Nullable;

/** A request for a certificate (PKCS #10, RFC 2986) as PEM text. */
public final class SigningRequest {
  private static final Pattern REQUEST =
      Pattern.compile(
          "-----BEGIN CERTIFICATE REQUEST-----([^-]+)-----END CERTIFICATE REQUEST-----");

  private SigningRequest() {}

  /** What is wrong with the text; null where it is a request that its own key has signed. */
  public static @Nullable String wrong(String pem) {
    Matcher request = REQUEST.matcher(pem);
    if (!request.find()) {
      return "PEM block type must be CERTIFICATE REQUEST";
    }
    try {
      byte[] der = Base64.getMimeDecoder().decode(request.group(1));
      PKCS10CertificationRequest parsed = new PKCS10CertificationRequest(der);
      boolean signed =
          parsed.isSignatureValid(
              new JcaContentVerifierProviderBuilder().build(parsed.getSubjectPublicKeyInfo()));
      return signed ? null : "x509: verification failure of the request's signature";
    } catch (IOException | IllegalArgumentException | PKCSException | OperatorCreationException e) {
      return "asn1: structure error: " + e.getMessage();
    }
  }
}
