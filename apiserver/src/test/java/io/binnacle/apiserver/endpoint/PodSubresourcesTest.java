package io.binnacle.apiserver.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.apiserver.endpoint.ApiFixture.Answer;
import io.binnacle.manifests.Manifest;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What changes a pod by URLs of its own: its node, its debug containers, its resources. */
class PodSubresourcesTest {
  private static final String CORE = "/api/v1/namespaces/default/";
  private static final String PODS = CORE + "pods";
  private static final String STRATEGIC = "application/strategic-merge-patch+json";

  @AutoClose private static final ApiFixture api = new ApiFixture();

  private static Manifest makePod(String name, String spec) {
    Answer made =
        api.post(
            PODS,
            "{\"metadata\":{\"name\":\"%s\"},\"spec\":{%s\"containers\":[{\"name\":\"main\",\"image\":\"i:1\",\"resources\":{\"requests\":{\"cpu\":\"100m\",\"memory\":\"64Mi\"}}}]}}"
                .formatted(name, spec));
    assertThat(made.code()).as(made.body()).isEqualTo(201);
    return made.json();
  }

  private static Answer bind(String pod, String metadata, String target) {
    return api.post(
        PODS + "/" + pod + "/binding",
        "{\"apiVersion\":\"v1\",\"kind\":\"Binding\",\"metadata\":{%s},\"target\":{%s}}"
            .formatted(metadata, target));
  }

  /** SUB-10: what a scheduler posts. */
  @Test
  void aBindingGivesAPodItsNodeOnce() {
    Manifest pod = makePod("free", "");
    Answer done =
        bind(
            "free",
            "\"name\":\"free\",\"uid\":\"%s\",\"annotations\":{\"why\":\"fits\"}"
                .formatted(pod.uid()),
            "\"kind\":\"Node\",\"name\":\"n1\"");
    assertThat(done.code()).as(done.body()).isEqualTo(201);
    assertThat(done.json().kind()).isEqualTo("Status");
    assertThat(done.json().text("status")).isEqualTo("Success");
    Manifest bound = api.get(PODS + "/free").json();
    assertThat(bound.text("spec", "nodeName")).isEqualTo("n1");
    assertThat(bound.annotations()).containsEntry("why", "fits");
    assertThat(bound.integer("metadata", "generation")).isEqualTo(1);
    Manifest condition = bound.items("status", "conditions").getFirst();
    assertThat(condition.text("type")).isEqualTo("PodScheduled");
    assertThat(condition.text("status")).isEqualTo("True");
    assertThat(condition.has("lastTransitionTime")).isTrue();
    Answer again = bind("free", "\"name\":\"free\"", "\"kind\":\"Node\",\"name\":\"n2\"");
    assertThat(again.code()).isEqualTo(409);
    assertThat(again.message())
        .isEqualTo(
            "Operation cannot be fulfilled on pods/binding \"free\": pod free is already assigned"
                + " to node \"n1\"");
    assertThat(api.get(PODS + "/free").json().text("spec", "nodeName")).isEqualTo("n1");
  }

  /** SUB-10: the older URL, which names the pod in the object. */
  @Test
  void aBindingMayBePostedToTheNamespaceToo() {
    makePod("older", "");
    Answer done =
        api.post(
            CORE + "bindings",
            "{\"metadata\":{\"name\":\"older\"},\"target\":{\"kind\":\"Node\",\"name\":\"n1\"}}");
    assertThat(done.code()).as(done.body()).isEqualTo(201);
    assertThat(api.get(PODS + "/older").json().text("spec", "nodeName")).isEqualTo("n1");
    assertThat(api.post(CORE + "bindings", "{\"target\":{\"name\":\"n1\"}}").code()).isEqualTo(422);
  }

  /** SUB-11. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "waits | \"name\":\"other\" | \"name\":\"n\" | 400 | name in URL does not match name in Binding object",
        "waits | \"uid\":\"gone\" | \"name\":\"n\" | 409 | Precondition failed: UID in precondition: gone",
        "waits | \"name\":\"waits\" | \"kind\":\"Pod\",\"name\":\"n\" | 422 | target.kind: Unsupported value: \"Pod\"",
        "waits | \"name\":\"waits\" | \"kind\":\"Node\" | 422 | target.name: Required value",
        "gated | \"name\":\"gated\" | \"name\":\"n\" | 409 | pod gated has non-empty .spec.schedulingGates",
        "ending | \"name\":\"ending\" | \"name\":\"n\" | 409 | pod ending is being deleted, cannot be assigned to a host",
        "nobody | \"name\":\"nobody\" | \"name\":\"n\" | 404 | pods \"nobody\" not found"
      })
  void aBindingThatCannotBeIsRefused(
      String pod, String metadata, String target, int code, String message) {
    if (api.get(PODS + "/waits").code() == 404) {
      makePod("waits", "");
      makePod("gated", "\"schedulingGates\":[{\"name\":\"example.com/gate\"}],");
      makePod("ending", "");
      api.mergePatch(PODS + "/ending", "{\"metadata\":{\"finalizers\":[\"example.com/hold\"]}}");
      api.delete(PODS + "/ending", null);
    }
    Answer refused = bind(pod, metadata, target);
    assertThat(refused.code()).as(refused.body()).isEqualTo(code);
    assertThat(refused.message()).contains(message);
    assertThat(api.get(PODS + "/waits").json().has("spec", "nodeName")).isFalse();
  }

  /** SUB-40: kubectl debug. */
  @Test
  void ephemeralContainersAreOnlyAdded() {
    makePod("debugged", "\"nodeName\":\"n1\",");
    String url = PODS + "/debugged/ephemeralcontainers";
    Answer added =
        api.send(
            "PATCH",
            url,
            STRATEGIC,
            "{\"spec\":{\"nodeName\":\"other\",\"ephemeralContainers\":[{\"name\":\"shell\","
                + "\"image\":\"box:1\",\"targetContainerName\":\"main\"}]}}");
    assertThat(added.code()).as(added.body()).isEqualTo(200);
    assertThat(added.json().text("spec", "nodeName")).isEqualTo("n1");
    Manifest shell = added.json().items("spec", "ephemeralContainers").getFirst();
    assertThat(shell.text("imagePullPolicy")).isEqualTo("IfNotPresent");
    assertThat(shell.text("terminationMessagePolicy")).isEqualTo("File");
    assertThat(api.get(url).json().kind()).isEqualTo("Pod");

    Answer changed =
        api.send(
            "PATCH",
            url,
            STRATEGIC,
            "{\"spec\":{\"ephemeralContainers\":[{\"name\":\"shell\",\"image\":\"box:2\"}]}}");
    assertThat(changed.code()).isEqualTo(422);
    assertThat(changed.message())
        .contains("existing ephemeral containers \"shell\" may not be changed");
    Answer removed = api.mergePatch(url, "{\"spec\":{\"ephemeralContainers\":[]}}");
    assertThat(removed.message())
        .contains("existing ephemeral containers \"shell\" may not be removed");
    Answer wrong =
        api.send(
            "PATCH",
            url,
            STRATEGIC,
            "{\"spec\":{\"ephemeralContainers\":[{\"name\":\"main\",\"image\":\"box:1\","
                + "\"targetContainerName\":\"none\",\"ports\":[{\"containerPort\":80}]}]}}");
    assertThat(wrong.message())
        .contains(
            "Duplicate value: \"main\"",
            "ports: Forbidden: cannot be set for an Ephemeral Container",
            "targetContainerName: Not found: \"none\"");
    Answer byTheObject =
        api.send(
            "PATCH",
            PODS + "/debugged",
            STRATEGIC,
            "{\"spec\":{\"ephemeralContainers\":[{\"name\":\"two\",\"image\":\"box:1\"}]}}");
    assertThat(byTheObject.code()).isEqualTo(422);
  }

  /** SUB-41: kubectl patch --subresource resize. */
  @Test
  void aResizeChangesResourcesAndNothingElse() {
    makePod("resized", "\"nodeName\":\"n1\",");
    String bigger =
        "{\"spec\":{\"containers\":[{\"name\":\"main\",\"image\":\"other:2\",\"resources\":"
            + "{\"requests\":{\"cpu\":\"200m\"}}}]}}";
    Answer direct = api.send("PATCH", PODS + "/resized", STRATEGIC, bigger);
    assertThat(direct.code()).isEqualTo(422);
    assertThat(direct.message()).contains("pod updates may not change fields other than");
    Answer done = api.send("PATCH", PODS + "/resized/resize", STRATEGIC, bigger);
    assertThat(done.code()).as(done.body()).isEqualTo(200);
    Manifest container = done.json().items("spec", "containers").getFirst();
    assertThat(container.text("resources", "requests", "cpu")).isEqualTo("200m");
    assertThat(container.text("resources", "requests", "memory")).isEqualTo("64Mi");
    assertThat(container.text("image")).isEqualTo("i:1");
    assertThat(done.json().integer("metadata", "generation")).isEqualTo(2);

    Answer otherClass =
        api.send(
            "PATCH",
            PODS + "/resized/resize",
            STRATEGIC,
            "{\"spec\":{\"containers\":[{\"name\":\"main\",\"resources\":{\"limits\":"
                + "{\"cpu\":\"200m\",\"memory\":\"64Mi\"}}}]}}");
    assertThat(otherClass.code()).isEqualTo(422);
    assertThat(otherClass.message())
        .contains("Pod QOS Class may not change as a result of resizing");
    Answer otherResource =
        api.send(
            "PATCH",
            PODS + "/resized/resize",
            STRATEGIC,
            "{\"spec\":{\"containers\":[{\"name\":\"main\",\"resources\":{\"requests\":"
                + "{\"ephemeral-storage\":\"1Gi\"}}}]}}");
    assertThat(otherResource.message()).contains("only cpu and memory resources are mutable");
  }

  /** VAL-18: what the object's own URL lets through. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"containers\":[{\"name\":\"main\",\"image\":\"i:2\"}]} | 200 | ''",
        "{\"activeDeadlineSeconds\":100} | 200 | ''",
        "{\"activeDeadlineSeconds\":50} | 200 | ''",
        "{\"activeDeadlineSeconds\":60} | 422 | must be less than or equal to previous value",
        "{\"activeDeadlineSeconds\":null} | 422 | must not update from a positive integer to nil value",
        "{\"tolerations\":[{\"key\":\"a\",\"operator\":\"Exists\",\"effect\":\"NoExecute\"}]} | 200 | ''",
        "{\"tolerations\":[{\"key\":\"a\",\"operator\":\"Exists\",\"effect\":\"NoExecute\",\"tolerationSeconds\":5},"
            + "{\"key\":\"b\",\"operator\":\"Exists\"}]} | 200 | ''",
        "{\"tolerations\":[{\"key\":\"b\",\"operator\":\"Exists\"}]} | 422 | spec.tolerations: Forbidden: existing"
            + " toleration can not be modified except its tolerationSeconds",
        "{\"terminationGracePeriodSeconds\":1} | 422 | spec.terminationGracePeriodSeconds",
        "{\"nodeName\":\"elsewhere\"} | 422 | pod updates may not change fields other than",
        "{\"hostNetwork\":true} | 422 | pod updates may not change fields other than",
        "{\"schedulingGates\":[{\"name\":\"example.com/new\"}]} | 422 | only deletion is allowed, but"
            + " found new scheduling gate 'example.com/new'"
      })
  void littleOfAPodsSpecMayChange(String spec, int code, String message) {
    if (api.get(PODS + "/fixed").code() == 404) {
      makePod("fixed", "");
    }
    Answer answer = api.send("PATCH", PODS + "/fixed", STRATEGIC, "{\"spec\":" + spec + "}");
    assertThat(answer.code()).as(answer.body()).isEqualTo(code);
    assertThat(answer.body()).contains(message);
  }
}
