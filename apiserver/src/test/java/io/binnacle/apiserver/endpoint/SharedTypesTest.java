package io.binnacle.apiserver.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.apiserver.endpoint.ApiFixture.Answer;
import io.binnacle.manifests.Manifest;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Types that share objects, and those that are kept without being acted on. */
class SharedTypesTest {
  private static final String OLD =
      "/apis/autoscaling/v1/namespaces/default/horizontalpodautoscalers";
  private static final String NEW =
      "/apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers";
  private static final String NEW_EVENTS = "/apis/events.k8s.io/v1/namespaces/default/events";
  private static final String EVENTS = "/api/v1/namespaces/default/events";
  private static final String TABLE = "application/json;as=Table;v=v1;g=meta.k8s.io";

  @AutoClose private static final ApiFixture api = new ApiFixture();

  private static String autoscaler(String name, String more) {
    return "{\"metadata\":{\"name\":\""
        + name
        + "\"},\"spec\":{\"scaleTargetRef\":{\"apiVersion\":\"apps/v1\",\"kind\":\"Deployment\","
        + "\"name\":\"web\"},\"maxReplicas\":5"
        + more
        + "}}";
  }

  /** RES-02: kubectl autoscale. */
  @Test
  void anAutoscalerWrittenInOneVersionIsReadPatchedAndWatchedInTheOther() {
    Answer created = api.post(OLD, autoscaler("shared", ",\"targetCPUUtilizationPercentage\":50"));
    assertThat(created.code()).isEqualTo(201);
    assertThat(created.json().apiVersion()).isEqualTo("autoscaling/v1");
    assertThat(created.json().integer("spec", "minReplicas")).isEqualTo(1);
    Manifest seen = api.get(NEW + "/shared").json();
    assertThat(seen.apiVersion()).isEqualTo("autoscaling/v2");
    assertThat(seen.resourceVersion()).isEqualTo(created.json().resourceVersion());
    assertThat(seen.items("spec", "metrics").getFirst().textOrEmpty("resource", "name"))
        .isEqualTo("cpu");

    Answer patched =
        api.mergePatch(
            NEW + "/shared",
            "{\"spec\":{\"behavior\":{\"scaleDown\":{\"selectPolicy\":\"Disabled\"}}}}");
    assertThat(patched.code()).isEqualTo(200);
    Answer renewed =
        api.mergePatch(OLD + "/shared", "{\"spec\":{\"targetCPUUtilizationPercentage\":60}}");
    assertThat(renewed.code()).isEqualTo(200);
    Manifest after = api.get(NEW + "/shared").json();
    assertThat(after.textOrEmpty("spec", "behavior", "scaleDown", "selectPolicy"))
        .isEqualTo("Disabled");
    assertThat(
            after
                .items("spec", "metrics")
                .getFirst()
                .integer("resource", "target", "averageUtilization"))
        .isEqualTo(60);

    List<Manifest> events =
        api.watch(OLD + "?watch=true&resourceVersion=" + seen.resourceVersion())
            .take(2)
            .collectList()
            .block(Duration.ofSeconds(20));
    assertThat(events).isNotNull();
    assertThat(events)
        .extracting(event -> event.object("object").apiVersion())
        .containsExactly("autoscaling/v1", "autoscaling/v1");
    String rows = api.getAs(TABLE, OLD + "/shared").body();
    assertThat(rows).contains("\"cpu: <unknown>/60%\"");
  }

  /** RES-02, DEF-65: what the old version leaves out has the default of the stored one. */
  @Test
  void anAutoscalerWithoutATargetGetsTheUsualOneInBothVersions() {
    assertThat(
            api.post(OLD, autoscaler("plain", ""))
                .json()
                .integer("spec", "targetCPUUtilizationPercentage"))
        .isEqualTo(80);
    assertThat(api.get(NEW + "/plain").body()).contains("\"averageUtilization\":80");
    Answer deleted = api.delete(OLD + "/plain", null);
    assertThat(deleted.code()).isEqualTo(200);
    assertThat(api.get(NEW + "/plain").code()).isEqualTo(404);
    assertThat(api.post(OLD + "?dryRun=All", autoscaler("dry", "")).json().apiVersion())
        .isEqualTo("autoscaling/v1");
  }

  /** RES-02. */
  @Test
  void anEventIsTheSameInBothGroups() {
    Answer created =
        api.post(
            NEW_EVENTS,
            """
            {"metadata":{"name":"went"},"eventTime":"2026-01-01T00:00:00.000000Z",
             "regarding":{"kind":"Pod","name":"p","namespace":"default"},"note":"went away",
             "reason":"Gone","action":"Deleting","reportingController":"example.com/c",
             "reportingInstance":"c-1","type":"Normal"}
            """);
    assertThat(created.code()).as(created.body()).isEqualTo(201);
    assertThat(created.json().textOrEmpty("note")).isEqualTo("went away");
    Manifest core = api.get(EVENTS + "/went").json();
    assertThat(core.textOrEmpty("message")).isEqualTo("went away");
    assertThat(core.textOrEmpty("involvedObject", "name")).isEqualTo("p");
    assertThat(core.textOrEmpty("reportingComponent")).isEqualTo("example.com/c");
    assertThat(api.get(EVENTS + "?fieldSelector=involvedObject.name%3Dp").body()).contains("went");
    assertThat(api.get(NEW_EVENTS + "?fieldSelector=regarding.name%3Dp").body())
        .contains("\"apiVersion\":\"events.k8s.io/v1\"", "\"note\":\"went away\"");
    assertThat(api.get(NEW_EVENTS + "?fieldSelector=regarding.name%3Dq").body())
        .doesNotContain("went");
    assertThat(api.getAs(TABLE, NEW_EVENTS).body())
        .contains("\"Last Seen\"", "\"pod/p\"", "\"went away\"");
    assertThat(api.post(NEW_EVENTS, "{\"metadata\":{\"name\":\"timeless\"}}").code())
        .isEqualTo(422);
  }

  /** SUB-50, VAL-54. */
  @Test
  void aCertificateRequestSaysWhoMadeItAndIsApprovedThroughItsOwnUrl() {
    String requests = "/apis/certificates.k8s.io/v1/certificatesigningrequests";
    Answer created =
        api.post(
            requests,
            """
            {"metadata":{"name":"mine"},"spec":{"request":"%s","signerName":"example.com/s",
             "usages":["client auth"],"username":"somebody else"}}
            """
                .formatted(FullExample.CERTIFICATE_REQUEST));
    assertThat(created.code()).as(created.body()).isEqualTo(201);
    assertThat(created.json().textOrEmpty("spec", "username")).isEqualTo("tester");
    String approved =
        "{\"spec\":{\"signerName\":\"other.com/s\"},\"status\":{\"certificate\":\"LS0=\","
            + "\"conditions\":[{\"type\":\"Approved\",\"status\":\"True\"}]}}";
    Manifest after = api.mergePatch(requests + "/mine/approval", approved).json();
    assertThat(after.textOrEmpty("spec", "signerName")).isEqualTo("example.com/s");
    assertThat(after.has("status", "certificate")).isFalse();
    assertThat(after.items("status", "conditions")).hasSize(1);
    assertThat(api.getAs(TABLE, requests + "/mine").body()).contains("\"Approved\"");
  }

  /** CRUD-07: nobody shall believe to be protected by what is not enforced. */
  @Test
  void whatIsKeptWithoutBeingActedOnIsCreatedWithAWarning() {
    Answer created =
        api.post(
            "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations",
            """
            {"metadata":{"name":"hook"},"webhooks":[{"name":"a.example.com","sideEffects":"None",
             "admissionReviewVersions":["v1"],"clientConfig":{"url":"https://example.com/"}}]}
            """);
    assertThat(created.code()).as(created.body()).isEqualTo(201);
    assertThat(created.reply().headers().all("Warning"))
        .containsExactly("299 - \"this server keeps webhooks but does not call them\"");
    assertThat(created.json().items("webhooks").getFirst().integer("timeoutSeconds")).isEqualTo(10);
  }

  /** Every stored type of the catalogue takes a create without its spec with a clear answer. */
  @Test
  void everyTypeAnswersAListAndAnEmptyObject() {
    for (var type : api.registry().catalogue().all()) {
      if (!type.stored()) {
        continue;
      }
      String url =
          "/"
              + (type.group().isEmpty() ? "api" : "apis/" + type.group())
              + "/"
              + type.version()
              + (type.namespaced() ? "/namespaces/default/" : "/")
              + type.plural();
      assertThat(api.get(url).code()).as(url).isEqualTo(200);
      assertThat(api.getAs(TABLE, url).code()).as(url).isEqualTo(200);
      assertThat(api.post(url + "?dryRun=All", "{\"metadata\":{\"name\":\"10.0.0.1\"}}").code())
          .as(url)
          .isIn(201, 422);
    }
  }
}
