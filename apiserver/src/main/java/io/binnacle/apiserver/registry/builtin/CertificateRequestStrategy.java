package io.binnacle.apiserver.registry.builtin;

import io.binnacle.apiserver.certificates.SigningRequest;
import io.binnacle.apiserver.registry.strategy.Strategy;
import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.status.FieldError;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Requests for certificates: what stands in them is looked at once, it never changes (VAL-54). */
final class CertificateRequestStrategy implements Strategy {
  @Override
  public List<FieldError> validate(Manifest object, @Nullable Manifest old) {
    String request = object.textOrEmpty("spec", "request");
    if (old != null || request.isEmpty()) {
      return List.of();
    }
    String wrong = SigningRequest.wrong(decoded(request));
    return wrong == null ? List.of() : List.of(FieldError.invalid("spec.request", request, wrong));
  }

  private static String decoded(String base64) {
    try {
      return new String(Base64.getDecoder().decode(base64), StandardCharsets.US_ASCII);
    } catch (IllegalArgumentException _) {
      return "";
    }
  }
}
