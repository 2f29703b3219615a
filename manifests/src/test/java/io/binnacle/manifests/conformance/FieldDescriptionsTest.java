package io.binnacle.manifests.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.manifests.type.OpenApiDocuments;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What {@code kubectl explain} can say about each field. */
class FieldDescriptionsTest {
  /** Kubernetes' sources, and so its own document, say nothing about these. */
  private static final Set<String> NOTHING_SAID =
      Set.of(
          "io.k8s.api.certificates.v1.CertificateSigningRequest.metadata",
          "io.k8s.api.certificates.v1.CertificateSigningRequestList.metadata",
          "io.k8s.api.networking.v1.IngressRule.http");

  /**
   * OAPI-08: kinds and fields have texts, those that refer to another kind too: there the text
   * stands beside the reference, which is wrapped because a plain one would hide it.
   */
  @Test
  void everyKindAndEveryFieldIsDescribed() {
    Set<String> silent = new TreeSet<>();
    for (OpenApiDocuments.Entry entry : OpenApiDocuments.index()) {
      JsonNode document = JsonMapper.shared().readTree(OpenApiDocuments.document(entry.path()));
      for (Map.Entry<String, JsonNode> schema :
          document.path("components").path("schemas").properties()) {
        String kind = schema.getKey();
        noteSilent(kind, schema.getValue(), silent);
        schema
            .getValue()
            .path("properties")
            .properties()
            .forEach(field -> noteSilent(kind + "." + field.getKey(), field.getValue(), silent));
      }
    }
    assertThat(silent).containsExactlyInAnyOrderElementsOf(NOTHING_SAID);
  }

  private static void noteSilent(String name, JsonNode schema, Set<String> silent) {
    assertThat(schema.has("$ref")).as("%s: a reference without neighbours", name).isFalse();
    if (schema.path("description").asString("").isBlank()) {
      silent.add(name);
    }
  }
}
