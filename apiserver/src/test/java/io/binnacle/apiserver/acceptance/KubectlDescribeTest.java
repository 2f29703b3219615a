package io.binnacle.apiserver.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.manifests.GroupVersionKind;
import io.binnacle.manifests.type.BuiltinTypes;
import io.binnacle.manifests.type.ResourceType;
import io.binnacle.manifests.type.TypeCatalogue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * Real kubectl over the objects of the golden tables: the first of each kind is made on a server,
 * with its status.
 */
@Tag("kubectl")
@ExtendWith(SharedCluster.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KubectlDescribeTest {
  private static final Path TABLES =
      Path.of("..", "manifests", "src", "test", "resources", "printing");
  private static final TypeCatalogue CATALOGUE = BuiltinTypes.load();
  private static final YAMLMapper YAML = new YAMLMapper();
  private static final String NAMESPACE = "described";

  /** A golden object on the server, and the columns that kubectl must show of it. */
  private record Golden(ResourceType type, ObjectNode object, List<String> columns) {
    String name() {
      return object.path("metadata").path("name").asString();
    }

    /** As {@code kubectl} takes it: {@code deployments.v1.apps/web}. */
    String argument() {
      String resource =
          type.group().isEmpty()
              ? type.plural()
              : type.plural() + "." + type.version() + "." + type.group();
      return resource + "/" + name();
    }

    String collection() {
      return (type.group().isEmpty() ? "/api/" : "/apis/")
          + type.apiVersion()
          + (type.namespaced() ? "/namespaces/" + NAMESPACE : "")
          + "/"
          + type.plural();
    }
  }

  private final List<Golden> objects = new ArrayList<>();
  private Kubectl kubectl;
  private OkHttpClient http;

  @BeforeAll
  void makeTheObjects(AcceptanceCluster cluster) throws Exception {
    kubectl = Kubectl.of(cluster);
    http = Clients.official(cluster, cluster.balancerUrl()).getHttpClient();
    kubectl.ok("create", "namespace", NAMESPACE);
    try (Stream<Path> files = Files.walk(TABLES)) {
      for (Path file : files.filter(each -> each.toString().endsWith(".txt")).sorted().toList()) {
        Golden golden = golden(file);
        // Some kinds are computed: nobody makes their objects.
        if (golden.type().supports("create")) {
          objects.add(golden);
        }
      }
    }
    for (Golden golden : objects) {
      send("POST", golden.collection(), "application/json", golden.object());
      if (golden.type().hasStatus() && golden.object().has("status")) {
        ObjectNode status = golden.object().objectNode();
        status.set("status", golden.object().path("status"));
        send(
            "PATCH",
            golden.collection() + "/" + golden.name() + "/status",
            "application/merge-patch+json",
            status);
      }
    }
  }

  @AfterAll
  void removeTheObjects() throws Exception {
    for (Golden golden : objects) {
      send("DELETE", golden.collection() + "/" + golden.name(), "application/json", null);
    }
    kubectl.ok("delete", "namespace", NAMESPACE, "--wait=false");
  }

  private static Golden golden(Path file) throws IOException {
    String text = Files.readString(file);
    ObjectNode object = (ObjectNode) YAML.readTree(text.split("(?m)^---.*\n")[0]);
    // An owner that does not exist is as good as one that is gone.
    object.withObjectProperty("metadata").remove("ownerReferences");
    for (String about : List.of("involvedObject", "regarding")) {
      if (object.get(about) instanceof ObjectNode reference) {
        reference.put("namespace", NAMESPACE);
      }
    }
    ResourceType type =
        CATALOGUE.findByKind(
            GroupVersionKind.of(
                object.path("apiVersion").asString(), object.path("kind").asString()));
    String wide = text.substring(text.indexOf("---- kubectl get -o wide\n"));
    return new Golden(type, object, columns(wide.lines().toList().get(1)));
  }

  private static List<String> columns(String header) {
    return List.of(header.strip().split(" {2,}"));
  }

  private void send(String method, String path, String form, @Nullable ObjectNode body)
      throws IOException {
    RequestBody content =
        body == null ? null : RequestBody.create(body.toString(), MediaType.get(form));
    Request request =
        new Request.Builder().url(kubectl.serverUrl() + path).method(method, content).build();
    try (Response response = http.newCall(request).execute()) {
      assertThat(response.isSuccessful())
          .as("%s %s: %s", method, path, response.body().string())
          .isTrue();
    }
  }

  private String[] all(String command, String... more) {
    return Stream.of(
            Stream.of("-n", NAMESPACE, command),
            objects.stream().map(Golden::argument),
            Stream.of(more))
        .flatMap(each -> each)
        .toArray(String[]::new);
  }

  @Test
  void everyKindIsDescribedWithoutComplaint() throws Exception {
    String described = kubectl.ok(all("describe"));
    assertThat(described.lines().filter(line -> line.startsWith("Name:"))).hasSameSizeAs(objects);
    assertThat(described.lines())
        .noneMatch(
            line -> line.contains("<unknown>") || line.toLowerCase(Locale.ROOT).contains("error"));
  }

  /** PRINT-01: the columns are those of the golden tables. */
  @Test
  void everyKindIsPrintedWithItsColumns() throws Exception {
    String[] tables = kubectl.ok(all("get", "-o", "wide")).split("\n\n");
    List<List<String>> headers =
        Stream.of(tables).map(table -> columns(table.lines().findFirst().orElseThrow())).toList();
    assertThat(headers).isEqualTo(objects.stream().map(Golden::columns).toList());
  }

  @Test
  void topSaysThatMetricsAreMissing() throws Exception {
    assertThat(kubectl.run("top", "nodes").fails().errors()).contains("Metrics API not available");
  }
}
