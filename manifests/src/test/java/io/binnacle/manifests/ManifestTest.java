package io.binnacle.manifests;

import static io.binnacle.manifests.Documents.json;
import static io.binnacle.manifests.Documents.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binnacle.manifests.meta.OwnerReference;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The manifest as a value. */
class ManifestTest {
  private static final Manifest POD =
      json(
          """
          {"apiVersion": "v1", "kind": "Pod",
           "metadata": {"name": "web", "namespace": "shop", "uid": "u1", "resourceVersion": "7",
             "labels": {"app": "web"}, "annotations": {"note": "n"}, "finalizers": ["a/b"],
             "ownerReferences": [{"apiVersion": "apps/v1", "kind": "ReplicaSet", "name": "rs",
               "uid": "u0", "controller": true}]},
           "spec": {"replicas": 3, "paused": false, "share": 0.5,
             "containers": [{"name": "a", "image": "x"}, 7, {"name": "b"}]}}
          """);

  @Test
  void accessorsAnswerWhatIsThere() {
    assertThat(POD.groupVersionKind()).isEqualTo(new GroupVersionKind("", "v1", "Pod"));
    assertThat(POD.key()).isEqualTo(new ObjectKey("shop", "web"));
    assertThat(POD.uid()).isEqualTo("u1");
    assertThat(POD.resourceVersion()).isEqualTo("7");
    assertThat(POD.labels()).containsEntry("app", "web").hasSize(1);
    assertThat(POD.annotations()).containsEntry("note", "n");
    assertThat(POD.finalizers()).containsExactly("a/b");
    assertThat(POD.ownerReferences())
        .containsExactly(new OwnerReference("apps/v1", "ReplicaSet", "rs", "u0", true, false));
    assertThat(POD.integer("spec", "replicas")).isEqualTo(3);
    assertThat(POD.bool("spec", "paused")).isFalse();
    assertThat(POD.items("spec", "containers"))
        .extracting(c -> c.text("name"))
        .containsExactly("a", "b");
    assertThat(POD.scalarText("spec", "share")).isEqualTo("0.5");
    assertThat(POD.object("metadata")).isNotNull();
    assertThat(POD.fieldNames("spec")).containsExactly("replicas", "paused", "share", "containers");
  }

  @Test
  void accessorsAnswerNothingForOtherKindsOfValues() {
    assertThat(POD.text("spec", "replicas")).isNull();
    assertThat(POD.integer("spec", "share")).isNull();
    assertThat(POD.bool("spec", "replicas")).isNull();
    assertThat(POD.object("spec", "containers")).isNull();
    assertThat(POD.items("metadata")).isEmpty();
    assertThat(POD.texts("spec", "replicas")).isEmpty();
    assertThat(POD.text("spec", "containers", "name")).isNull();
    assertThat(POD.generateName()).isEmpty();
    Manifest odd = json("{\"metadata\": \"text\", \"kind\": 5}");
    assertThat(odd.name()).isEmpty();
    assertThat(odd.kind()).isEmpty();
    assertThat(odd.labels()).isEmpty();
    assertThat(odd.ownerReferences()).isEmpty();
  }

  @Test
  void anEditLeavesTheOldObjectAloneAndSharesTheRest() {
    String before = text(POD);
    Manifest changed =
        POD.edit(
            e ->
                e.setText("u2", "metadata", "uid")
                    .addText("c/d", "metadata", "finalizers")
                    .setInteger(4, "spec", "replicas")
                    .remove("spec", "paused")
                    .remove("spec", "nothing", "here")
                    .setBoolean(true, "status", "deep", "ready")
                    .addItem(json("{\"name\":\"c\"}"), "spec", "containers"));
    assertThat(text(POD)).isEqualTo(before);
    assertThat(changed.uid()).isEqualTo("u2");
    assertThat(changed.finalizers()).containsExactly("a/b", "c/d");
    assertThat(changed.has("spec", "paused")).isFalse();
    assertThat(changed.bool("status", "deep", "ready")).isTrue();
    assertThat(changed.items("spec", "containers")).hasSize(3);
    assertThat(changed.sameAt(POD, "metadata", "labels")).isTrue();
    assertThat(changed.sameAt(POD, "spec", "replicas")).isFalse();
    assertThat(changed.sameAt(POD, "nothing")).isTrue();
  }

  @Test
  void copyFromTakesOverOrRemoves() {
    Manifest other = json("{\"status\": {\"phase\": \"Running\"}}");
    Manifest changed = POD.edit(e -> e.copyFrom(other, "status").copyFrom(other, "spec"));
    assertThat(changed.text("status", "phase")).isEqualTo("Running");
    assertThat(changed.has("spec")).isFalse();
  }

  @Test
  void anEditorIsUselessAfterTheEdit() {
    List<Manifest.Editor> kept = new ArrayList<>();
    Manifest changed = POD.edit(kept::add);
    assertThatThrownBy(() -> kept.getFirst().setText("x", "metadata", "name"))
        .isInstanceOf(IllegalStateException.class);
    assertThat(changed.name()).isEqualTo("web");
  }

  @Test
  void setObjectSharesAndLaterEditsDoNotReachTheOther() {
    Manifest template = json("{\"labels\": {\"a\": \"1\"}}");
    Manifest changed =
        POD.edit(
            e ->
                e.setObject(template, "spec", "template")
                    .setText("2", "spec", "template", "labels", "a"));
    assertThat(template.text("labels", "a")).isEqualTo("1");
    assertThat(changed.text("spec", "template", "labels", "a")).isEqualTo("2");
  }

  @Test
  void equalityIsAboutWhatIsSaid() {
    assertThat(json("{\"a\":1,\"b\":[1.0]}")).isEqualTo(json("{\"b\":[1],\"a\":1}"));
    assertThat(json("{\"a\":[1,2]}")).isNotEqualTo(json("{\"a\":[2,1]}"));
    assertThat(json("{\"a\":\"1\"}")).isNotEqualTo(json("{\"a\":1}"));
    assertThat(json("{\"a\":null}")).isNotEqualTo(json("{}"));
    assertThat(json("{\"a\":1,\"b\":1}")).hasSameHashCodeAs(json("{\"b\":1,\"a\":1}"));
  }

  /** A log line must not show a secret. */
  @Test
  void toStringNamesItAndShowsNothing() {
    assertThat(POD).hasToString("v1 Pod shop/web");
  }
}
