package io.binnacle.apiserver.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import io.binnacle.apiserver.reply.ApiReply;
import io.binnacle.apiserver.request.ApiRequest;
import io.binnacle.tidy.SharedInputs;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import reactor.core.scheduler.Schedulers;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The document in the older version, for clients that know no newer one. */
class SwaggerTest {
  private static final OpenApiEndpoints ENDPOINTS =
      new OpenApiEndpoints(Clock.systemUTC(), "v1.36.0", Schedulers.boundedElastic());
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final JsonNode DOCUMENT = read(get());

  private static ApiReply get(String... header) {
    ApiRequest request = ApiRequest.of("GET", "/openapi/v2", null);
    if (header.length > 0) {
      request = request.withHeader(header[0], header[1]);
    }
    return Objects.requireNonNull(ENDPOINTS.handle(request, "/openapi/v2").block(PATIENCE));
  }

  private static JsonNode read(ApiReply reply) {
    return JsonMapper.shared().readTree(bytes(reply));
  }

  private static byte[] bytes(ApiReply reply) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    switch (reply) {
      case ApiReply.Whole whole -> all.writeBytes(whole.body().toArray());
      case ApiReply.Streamed streamed ->
          streamed.chunks().toIterable(1).forEach(chunk -> all.writeBytes(chunk.toArray()));
    }
    return all.toByteArray();
  }

  /** OAPI-01, OAPI-06: operations with the extensions that kubectl looks for. */
  @Test
  void operationsSayWhatTheyDoToWhat() {
    assertThat(DOCUMENT.path("swagger").asString()).isEqualTo("2.0");
    assertThat(DOCUMENT.path("info").path("version").asString()).isEqualTo("v1.36.0");
    JsonNode patch =
        DOCUMENT
            .path("paths")
            .path("/apis/apps/v1/namespaces/{namespace}/deployments/{name}")
            .path("patch");
    assertThat(patch.path("x-kubernetes-action").asString()).isEqualTo("patch");
    assertThat(patch.path("x-kubernetes-group-version-kind").path("kind").asString())
        .isEqualTo("Deployment");
    List<String> parameters = new ArrayList<>();
    patch.path("parameters").forEach(each -> parameters.add(each.path("name").asString()));
    assertThat(parameters).contains("body", "dryRun", "fieldValidation", "force");
    assertThat(patch.path("consumes").toString()).contains("application/merge-patch+json");
    assertThat(patch.path("responses").path("200").path("schema").path("$ref").asString())
        .isEqualTo("#/definitions/io.k8s.api.apps.v1.Deployment");
  }

  @Test
  void everyReferenceLeadsSomewhereAndNothingIsOfTheNewerVersion() {
    List<String> wrong = new ArrayList<>();
    walk(DOCUMENT, "", wrong);
    assertThat(wrong).isEmpty();
  }

  private static void walk(JsonNode node, String path, List<String> wrong) {
    if (node.isObject()) {
      JsonNode reference = node.path("$ref");
      String name = reference.isString() ? reference.stringValue() : "";
      boolean known =
          name.startsWith("#/definitions/")
              && DOCUMENT.path("definitions").has(name.substring("#/definitions/".length()));
      if (!name.isEmpty() && !known) {
        wrong.add(path + " refers to " + name);
      }
      boolean isSchema = !path.endsWith(".properties");
      for (String newer :
          List.of("oneOf", "anyOf", "nullable", "allOf", "requestBody", "content")) {
        if (isSchema
            && node.path(newer).isContainer()
            && !path.contains(".definitions.io.k8s.apiextensions")) {
          wrong.add(path + " has " + newer);
        }
      }
      node.properties().forEach(each -> walk(each.getValue(), path + "." + each.getKey(), wrong));
    } else if (node.isArray()) {
      node.forEach(each -> walk(each, path + "[]", wrong));
    }
  }

  /**
   * OAPI-01: clients in Go read nothing else; here only that it is whole, kubectl's tests read it.
   */
  @Test
  void itIsThereInProtobufToo() throws IOException {
    String type = "application/com.github.proto-openapi.spec.v2.v1.0+protobuf";
    ApiReply reply = get("Accept", type.replace(".v1.0", "@v1.0"));
    assertThat(reply.statusCode()).isEqualTo(200);
    assertThat(reply.headers().first("Content-Type")).isEqualTo(type);
    CodedInputStream fields = CodedInputStream.newInstance(bytes(reply));
    List<Integer> numbers = new ArrayList<>();
    int definitions = 0;
    while (!fields.isAtEnd()) {
      int number = WireFormat.getTagFieldNumber(fields.readTag());
      numbers.add(number);
      byte[] content = fields.readByteArray();
      if (number == 9) {
        CodedInputStream inner = CodedInputStream.newInstance(content);
        while (!inner.isAtEnd()) {
          assertThat(WireFormat.getTagFieldNumber(inner.readTag())).isEqualTo(1);
          inner.readByteArray();
          definitions++;
        }
      }
    }
    assertThat(numbers).containsExactly(1, 2, 8, 9);
    assertThat(definitions).isEqualTo(DOCUMENT.path("definitions").size());
  }

  /** OAPI-12: kept compressed, and sent as it is kept to whoever can take it. */
  @Test
  void itIsSentCompressedToWhoeverTakesIt() throws IOException {
    ApiReply.Whole compressed = (ApiReply.Whole) get("Accept-Encoding", "gzip");
    assertThat(compressed.headers().first("Content-Encoding")).isEqualTo("gzip");
    assertThat(compressed.headers().all("Vary")).contains("Accept", "Accept-Encoding");
    byte[] plain =
        new GZIPInputStream(new ByteArrayInputStream(compressed.body().toArray())).readAllBytes();
    assertThat(plain).isEqualTo(bytes(get()));
    assertThat(compressed.body().length()).isLessThan(plain.length / 5);
    ApiReply again = get("Accept-Encoding", "gzip");
    assertThat(((ApiReply.Whole) again).body()).isSameAs(compressed.body());
  }

  /** OAPI-02. */
  @Test
  void itHasATagAndIsNotSentTwice() {
    ApiReply first = get();
    String tag = first.headers().first("ETag");
    assertThat(tag).matches("\"[0-9A-F]{128}\"");
    assertThat(first.headers().first("Vary")).isEqualTo("Accept");
    assertThat(get("If-None-Match", String.valueOf(tag)).statusCode()).isEqualTo(304);
    assertThat(get("If-None-Match", "\"other\"").statusCode()).isEqualTo(200);
    assertThat(get("Accept", "text/html").statusCode()).isEqualTo(406);
  }

  /** OAPI-10, OAPI-11: the definitions against the official document, which is of this version. */
  @Test
  void definitionsAreThoseOfTheOfficialDocument() throws IOException {
    Optional<Path> file = SharedInputs.officialDocument();
    Assumptions.assumeTrue(file.isPresent(), SharedInputs.MISSING);
    JsonNode official =
        JsonMapper.shared().readTree(Files.readAllBytes(file.orElseThrow())).path("definitions");
    List<String> differences = new ArrayList<>();
    int compared = 0;
    for (Map.Entry<String, JsonNode> ours : DOCUMENT.path("definitions").properties()) {
      compared +=
          compare(ours.getKey(), ours.getValue(), official.path(ours.getKey()), differences);
    }
    assertThat(compared).isGreaterThan(2_000);
    assertThat(differences).isEmpty();
  }

  /** How many properties both have. */
  private static int compare(
      String name, JsonNode ours, JsonNode theirs, List<String> differences) {
    int compared = 0;
    for (Map.Entry<String, JsonNode> property : ours.path("properties").properties()) {
      JsonNode official = theirs.path("properties").path(property.getKey());
      compared += official.isMissingNode() ? 0 : 1;
      for (String fact : List.of("$ref", "type", "format", "x-kubernetes-list-type")) {
        JsonNode here = property.getValue().path(fact);
        if (!official.isMissingNode() && !official.path(fact).equals(here)) {
          differences.add(
              "%s.%s %s: %s, officially %s"
                  .formatted(name, property.getKey(), fact, here, official.path(fact)));
        }
      }
    }
    return compared;
  }
}
