package io.binnacle.apiserver.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.apiserver.endpoint.ApiFixture.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Bounds of single fields (checklist, area 9); the table and its form: bounds.txt. */
class BoundsTest {
  private static final String CORE = "/api/v1/namespaces/default/";
  private static final Map<String, String> URLS =
      Map.ofEntries(
          Map.entry("pods", CORE + "pods"),
          Map.entry("services", CORE + "services"),
          Map.entry("persistentvolumeclaims", CORE + "persistentvolumeclaims"),
          Map.entry("resourcequotas", CORE + "resourcequotas"),
          Map.entry("limitranges", CORE + "limitranges"),
          Map.entry("persistentvolumes", "/api/v1/persistentvolumes"),
          Map.entry("namespaces", "/api/v1/namespaces"),
          Map.entry("deployments", "/apis/apps/v1/namespaces/default/deployments"),
          Map.entry("daemonsets", "/apis/apps/v1/namespaces/default/daemonsets"),
          Map.entry("statefulsets", "/apis/apps/v1/namespaces/default/statefulsets"),
          Map.entry("jobs", "/apis/batch/v1/namespaces/default/jobs"),
          Map.entry("cronjobs", "/apis/batch/v1/namespaces/default/cronjobs"),
          Map.entry(
              "horizontalpodautoscalers",
              "/apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers"),
          Map.entry(
              "poddisruptionbudgets", "/apis/policy/v1/namespaces/default/poddisruptionbudgets"),
          Map.entry("ingresses", "/apis/networking.k8s.io/v1/namespaces/default/ingresses"),
          Map.entry(
              "networkpolicies", "/apis/networking.k8s.io/v1/namespaces/default/networkpolicies"),
          Map.entry("leases", "/apis/coordination.k8s.io/v1/namespaces/default/leases"),
          Map.entry("priorityclasses", "/apis/scheduling.k8s.io/v1/priorityclasses"),
          Map.entry("storageclasses", "/apis/storage.k8s.io/v1/storageclasses"),
          Map.entry("runtimeclasses", "/apis/node.k8s.io/v1/runtimeclasses"));

  @AutoClose private static final ApiFixture api = new ApiFixture();

  static Stream<Arguments> rows() {
    List<Arguments> rows = new ArrayList<>();
    String url = "";
    String whole = "";
    for (String line : TestTable.read("/requests/bounds.txt").lines().toList()) {
      if (line.startsWith("@ ")) {
        String[] parts = line.split(" ", 3);
        url = Objects.requireNonNull(URLS.get(parts[1]), parts[1]);
        whole = parts[2];
      } else if (line.startsWith("[")) {
        String[] parts = line.split(" ", 2)[1].split(" => ", 2);
        rows.add(Arguments.of(line, url, whole.replace("<>", parts[0]), parts[1]));
      }
    }
    return rows.stream();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rows")
  void holds(String row, String url, String body, String expected) {
    Answer answer = api.post(url + "?dryRun=All", body);
    if (expected.equals("ok")) {
      assertThat(answer.code()).as(answer.body()).isEqualTo(201);
    } else {
      assertThat(answer.code()).as(answer.body()).isEqualTo(422);
      assertThat(answer.json().textOrEmpty("message")).contains(expected);
    }
  }
}
