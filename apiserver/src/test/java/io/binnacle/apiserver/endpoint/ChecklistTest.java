package io.binnacle.apiserver.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.apiserver.endpoint.ApiFixture.Answer;
import io.binnacle.manifests.Manifest;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rules of the checklist that differ from type to type, or that no other test is about. */
class ChecklistTest {
  private static final String MAPS = "/api/v1/namespaces/default/configmaps";
  private static final String RBAC = "/apis/rbac.authorization.k8s.io/v1/";
  private static final String STORAGE = "/apis/storage.k8s.io/v1/";

  @AutoClose private final ApiFixture api = new ApiFixture();

  /** CRUD-41. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/apis/rbac.authorization.k8s.io/v1/clusterroles | {'rules':[]}",
        "/apis/rbac.authorization.k8s.io/v1/namespaces/default/roles | {'rules':[]}",
        "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings |"
            + " {'roleRef':{'apiGroup':'rbac.authorization.k8s.io','kind':'ClusterRole','name':'x'}}",
        "/apis/rbac.authorization.k8s.io/v1/namespaces/default/rolebindings |"
            + " {'roleRef':{'apiGroup':'rbac.authorization.k8s.io','kind':'Role','name':'x'}}",
        "/apis/coordination.k8s.io/v1/namespaces/default/leases | {'spec':{}}",
        "/api/v1/namespaces/default/limitranges | {'spec':{'limits':[]}}",
        "/api/v1/namespaces/default/events | {'involvedObject':{'namespace':'default'}}",
        "/api/v1/namespaces/default/services | {'spec':{'ports':[{'port':1}]}}",
        "/api/v1/namespaces/default/endpoints | {}"
      })
  void aPutCreatesObjectsOfTheTypesThatAllowIt(String collection, String fields) {
    String rest = fields.replace('\'', '"').substring(1);
    String separator = rest.equals("}") ? "" : ",";
    String object = "{\"metadata\":{\"name\":\"put\"}" + separator + rest;
    assertThat(api.put(collection + "/put", object).code()).isEqualTo(201);
    assertThat(api.get(collection + "/put").code()).isEqualTo(200);
    assertThat(api.put(MAPS + "/put", "{\"metadata\":{\"name\":\"put\"}}").code()).isEqualTo(404);
  }

  /** CRUD-43. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/apis/coordination.k8s.io/v1/namespaces/default/leases",
        "/apis/policy/v1/namespaces/default/poddisruptionbudgets",
        STORAGE + "csidrivers"
      })
  void aPutWithoutVersionIsRefusedWhereTheLastWriterMustNotWin(String collection) {
    String object = "{\"metadata\":{\"name\":\"u\"},\"spec\":{}}";
    assertThat(api.post(collection, object).code()).isEqualTo(201);
    Answer put = api.put(collection + "/u", object);
    assertThat(put.code()).isEqualTo(422);
    assertThat(put.json().textOrEmpty("message"))
        .contains("metadata.resourceVersion: Invalid value: 0: must be specified for an update");
  }

  /** CRUD-44. */
  @Test
  void aUidOfAnObjectThatIsNotThereIsAConflict() {
    String object = "{\"metadata\":{\"name\":\"gone\",\"uid\":\"u-1\"}}";
    Answer put = api.put(MAPS + "/gone", object);
    assertThat(put.code()).isEqualTo(409);
    assertThat(put.json().textOrEmpty("message"))
        .contains("Precondition failed: UID in precondition: u-1, UID in object meta: ");
    assertThat(api.mergePatch(MAPS + "/gone", "{}").code()).isEqualTo(404);
  }

  /** META-09. */
  @Test
  void anOwnerNamedTwiceIsKeptOnceWithAWarning() {
    String owner = "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"name\":\"p\",\"uid\":\"u\"}";
    Answer made =
        api.post(
            MAPS,
            "{\"metadata\":{\"name\":\"owned\",\"ownerReferences\":["
                + owner
                + ","
                + owner
                + "]}}");
    assertThat(made.code()).isEqualTo(201);
    assertThat(made.json().items("metadata", "ownerReferences")).hasSize(1);
    assertThat(made.reply().headers().all("Warning")).hasSize(1);
  }

  /** META-09, ERR-08: one complaint for each thing that is wrong. */
  @Test
  void aFieldThatIsMissingIsNamedOnce() {
    Answer refused =
        api.post(
            MAPS,
            "{\"metadata\":{\"name\":\"owned\",\"ownerReferences\":[{\"apiVersion\":\"v1\","
                + "\"kind\":\"Pod\",\"name\":\"p\"}]}}");
    assertThat(refused.code()).isEqualTo(422);
    assertThat(refused.json().items("details", "causes"))
        .extracting(cause -> cause.textOrEmpty("field"))
        .containsExactly("metadata.ownerReferences[0].uid");
  }

  /** SEL-06. */
  @Test
  void podsAreSelectedByAllTheirFields() {
    for (String field :
        List.of(
            "spec.nodeName",
            "spec.host",
            "spec.restartPolicy",
            "spec.schedulerName",
            "spec.serviceAccountName",
            "spec.hostNetwork",
            "status.phase",
            "status.podIP",
            "status.podIPs",
            "status.nominatedNodeName")) {
      assertThat(api.get("/api/v1/pods?fieldSelector=" + field + "%3Dx").code())
          .as(field)
          .isEqualTo(200);
    }
  }

  /** WATCH-32. */
  @Test
  void theBookmarkOfATableHasItsMetadataWhateverTheRowsHave() {
    api.post(MAPS, "{\"metadata\":{\"name\":\"a\"}}");
    List<Manifest> events =
        api.watchAs(
                "application/json;as=Table;v=v1;g=meta.k8s.io",
                MAPS + "?watch=1&allowWatchBookmarks=true&includeObject=None")
            .take(2)
            .collectList()
            .block();
    assertThat(events).hasSize(2);
    Manifest first = events.getFirst().object("object");
    assertThat(first).isNotNull();
    assertThat(first.items("rows").getFirst().object("object")).isNull();
    Manifest bookmark = events.getLast().object("object");
    assertThat(bookmark).isNotNull();
    assertThat(
            bookmark
                .items("rows")
                .getFirst()
                .textOrEmpty("object", "metadata", "annotations", "k8s.io/initial-events-end"))
        .isEqualTo("true");
  }

  /** META-03, URL-18. */
  @ParameterizedTest
  @ValueSource(strings = {".", "..", "a/b", "a%b"})
  void aNameThatIsNoSegmentOfAPathIsRefused(String name) {
    Answer refused =
        api.post(RBAC + "clusterroles", "{\"metadata\":{\"name\":\"" + name + "\"},\"rules\":[]}");
    assertThat(refused.code()).isEqualTo(422);
    assertThat(refused.json().textOrEmpty("message")).contains("metadata.name: Invalid value");
  }
}
