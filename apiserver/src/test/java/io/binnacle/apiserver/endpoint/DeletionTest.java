package io.binnacle.apiserver.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.apiserver.controller.Controllers;
import io.binnacle.apiserver.controller.queue.QueueMeter;
import io.binnacle.apiserver.endpoint.ApiFixture.Answer;
import io.binnacle.manifests.Manifest;
import java.time.Clock;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class DeletionTest {
  private static final String MAPS = "/api/v1/namespaces/default/configmaps";

  @AutoClose private final ApiFixture api = new ApiFixture();

  private static String map(String metadata) {
    return "{\"metadata\":{" + metadata + "}}";
  }

  private static String owner(Manifest owner, boolean blocks) {
    return "\"ownerReferences\":[{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"name\":\""
        + owner.name()
        + "\",\"uid\":\""
        + owner.uid()
        + "\",\"blockOwnerDeletion\":"
        + blocks
        + "}]";
  }

  private Controllers controllers() {
    api.createNamespace("kube-system");
    return Controllers.start(
        api.registry, "test", _ -> false, _ -> QueueMeter.none(), Clock.systemUTC());
  }

  private static void await(String what, BooleanSupplier condition) throws InterruptedException {
    long deadline = System.nanoTime() + 20_000_000_000L;
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as(what).isLessThan(deadline);
      Thread.sleep(20);
    }
  }

  private boolean isGone(String url) {
    return api.get(url).code() == 404;
  }

  /** DEL-02, DEL-12. */
  @Test
  void aDeleteThatIsCompleteAnswersWithAStatusThatNamesTheUid() {
    Manifest made = api.post(MAPS, map("\"name\":\"a\"")).json();
    Answer deleted = api.delete(MAPS + "/a", null);
    assertThat(deleted.code()).isEqualTo(200);
    assertThat(deleted.json().textOrEmpty("status")).isEqualTo("Success");
    assertThat(deleted.json().textOrEmpty("details", "uid")).isEqualTo(made.uid());
    assertThat(deleted.json().textOrEmpty("details", "kind")).isEqualTo("configmaps");
    assertThat(isGone(MAPS + "/a")).isTrue();
  }

  /** DEL-04, META-08, CRUD-46. */
  @Test
  void aFinalizerHoldsAnObjectUntilItIsRemoved() {
    api.post(MAPS, map("\"name\":\"a\",\"finalizers\":[\"example.com/hold\"]"));
    Answer first = api.delete(MAPS + "/a", null);
    assertThat(first.json().text("metadata", "deletionTimestamp")).isNotNull();
    assertThat(first.json().integer("metadata", "deletionGracePeriodSeconds")).isZero();
    Answer second = api.delete(MAPS + "/a", null);
    assertThat(second.json().resourceVersion()).isEqualTo(first.json().resourceVersion());
    Answer added =
        api.mergePatch(
            MAPS + "/a",
            "{\"metadata\":{\"finalizers\":[\"example.com/hold\",\"example.com/more\"]}}");
    assertThat(added.code()).isEqualTo(422);
    assertThat(added.message()).contains("no new finalizers can be added");
    Answer removed = api.mergePatch(MAPS + "/a", "{\"metadata\":{\"finalizers\":null}}");
    assertThat(removed.code()).isEqualTo(200);
    assertThat(isGone(MAPS + "/a")).isTrue();
  }

  /** DEL-06. */
  @Test
  void aPodThatRunsNowhereGoesAtOnceAndAScheduledOneGetsItsTime() {
    String pods = "/api/v1/namespaces/default/pods";
    String spec = "\"containers\":[{\"name\":\"c\",\"image\":\"i\"}]";
    api.post(pods, "{\"metadata\":{\"name\":\"a\"},\"spec\":{" + spec + "}}");
    assertThat(api.delete(pods + "/a", null).json().kind()).isEqualTo("Pod");
    assertThat(isGone(pods + "/a")).isTrue();
    api.post(pods, "{\"metadata\":{\"name\":\"b\"},\"spec\":{\"nodeName\":\"n\"," + spec + "}}");
    Manifest dying = api.delete(pods + "/b", null).json();
    assertThat(dying.integer("metadata", "deletionGracePeriodSeconds")).isEqualTo(30);
    assertThat(isGone(pods + "/b")).isFalse();
    api.delete(pods + "/b", "{\"gracePeriodSeconds\":0}");
    assertThat(isGone(pods + "/b")).isTrue();
  }

  /** DEL-09. */
  @Test
  void aCollectionIsDeletedByItsSelectorAndAnswersWithWhatHasGone() {
    api.post(MAPS, map("\"name\":\"a\",\"labels\":{\"x\":\"1\"}"));
    api.post(MAPS, map("\"name\":\"b\",\"labels\":{\"x\":\"2\"}"));
    Answer deleted = api.delete(MAPS + "?labelSelector=x%3D1", null);
    assertThat(deleted.json().kind()).isEqualTo("ConfigMapList");
    assertThat(deleted.json().items("items")).extracting(Manifest::name).containsExactly("a");
    assertThat(api.get(MAPS).json().items("items")).extracting(Manifest::name).containsExactly("b");
  }

  /** CTRL-20: background. */
  @Test
  void dependentsFollowAnOwnerThatHasGone() throws InterruptedException {
    try (Controllers _ = controllers()) {
      Manifest owner = api.post(MAPS, map("\"name\":\"owner\"")).json();
      Manifest child = api.post(MAPS, map("\"name\":\"child\"," + owner(owner, true))).json();
      api.post(MAPS, map("\"name\":\"grandchild\"," + owner(child, true)));
      api.delete(MAPS + "/owner", "{\"propagationPolicy\":\"Background\"}");
      await("the grandchild goes", () -> isGone(MAPS + "/grandchild"));
      assertThat(isGone(MAPS + "/child")).isTrue();
    }
  }

  /** CTRL-20: an owner that never was. */
  @Test
  void anObjectWhoseOwnerNeverWasIsCollected() throws InterruptedException {
    try (Controllers _ = controllers()) {
      Manifest never = Manifest.empty().edit(editor -> editor.setText("no", "metadata", "name"));
      Manifest ghost = never.edit(editor -> editor.setText("0-0", "metadata", "uid"));
      api.post(MAPS, map("\"name\":\"child\"," + owner(ghost, true)));
      await("the child goes", () -> isGone(MAPS + "/child"));
    }
  }

  /** CTRL-21: foreground. */
  @Test
  void inForegroundTheOwnerWaitsForItsDependents() throws InterruptedException {
    try (Controllers _ = controllers()) {
      Manifest owner = api.post(MAPS, map("\"name\":\"owner\"")).json();
      api.post(
          MAPS,
          map("\"name\":\"child\",\"finalizers\":[\"example.com/hold\"]," + owner(owner, true)));
      Answer deleted = api.delete(MAPS + "/owner", "{\"propagationPolicy\":\"Foreground\"}");
      assertThat(deleted.json().finalizers()).containsExactly("foregroundDeletion");
      await(
          "the child is asked to go",
          () -> api.get(MAPS + "/child").json().text("metadata", "deletionTimestamp") != null);
      assertThat(isGone(MAPS + "/owner")).isFalse();
      api.mergePatch(MAPS + "/child", "{\"metadata\":{\"finalizers\":null}}");
      await("the owner goes", () -> isGone(MAPS + "/owner"));
    }
  }

  /** CTRL-22: orphan. */
  @Test
  void orphansStayAndForgetTheirOwner() throws InterruptedException {
    try (Controllers _ = controllers()) {
      Manifest owner = api.post(MAPS, map("\"name\":\"owner\"")).json();
      api.post(MAPS, map("\"name\":\"child\"," + owner(owner, true)));
      api.delete(MAPS + "/owner", "{\"propagationPolicy\":\"Orphan\"}");
      await("the owner goes", () -> isGone(MAPS + "/owner"));
      assertThat(api.get(MAPS + "/child").json().ownerReferences()).isEmpty();
    }
  }

  /** SUB-20, CTRL-10, CTRL-11, CRUD-26. */
  @Test
  void aNamespaceIsEmptiedAndGoes() throws InterruptedException {
    try (Controllers _ = controllers()) {
      api.createNamespace("team");
      String inside = "/api/v1/namespaces/team/configmaps";
      api.post(inside, map("\"name\":\"a\",\"finalizers\":[\"example.com/hold\"]"));
      api.post("/api/v1/namespaces/team/secrets", map("\"name\":\"s\""));
      Answer deleted = api.delete("/api/v1/namespaces/team", null);
      assertThat(deleted.json().textOrEmpty("status", "phase")).isEqualTo("Terminating");
      await(
          "the map is asked to go",
          () -> api.get(inside + "/a").json().text("metadata", "deletionTimestamp") != null);
      Answer refused = api.post(inside, map("\"name\":\"late\""));
      assertThat(refused.code()).isEqualTo(403);
      assertThat(refused.body()).contains("NamespaceTerminating");
      await(
          "the namespace says why it waits",
          () -> api.get("/api/v1/namespaces/team").body().contains("SomeFinalizersRemain"));
      assertThat(api.get("/api/v1/namespaces/team").json().items("status", "conditions"))
          .extracting(
              each ->
                  each.textOrEmpty("type")
                      + " "
                      + each.textOrEmpty("status")
                      + " "
                      + each.textOrEmpty("reason"))
          .containsExactly(
              "NamespaceDeletionDiscoveryFailure False ResourcesDiscovered",
              "NamespaceDeletionGroupVersionParsingFailure False ParsedGroupVersions",
              "NamespaceDeletionContentFailure False ContentDeleted",
              "NamespaceContentRemaining True SomeResourcesRemain",
              "NamespaceFinalizersRemaining True SomeFinalizersRemain");
      assertThat(api.get("/api/v1/namespaces/team").body())
          .contains(
              "Some resources are remaining: configmaps. has 1 resource instances",
              "example.com/hold in 1 resource instances");
      api.mergePatch(inside + "/a", "{\"metadata\":{\"finalizers\":null}}");
      await("the namespace goes", () -> isGone("/api/v1/namespaces/team"));
    }
  }
}
