package io.binnacle.apiserver.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binnacle.consensus.base.Bytes;
import io.binnacle.manifests.DecodeLimits;
import io.binnacle.manifests.GroupVersionResource;
import io.binnacle.manifests.MalformedManifestException;
import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.ObjectKey;
import io.binnacle.manifests.selector.FieldSelector;
import io.binnacle.manifests.selector.LabelSelector;
import io.binnacle.manifests.status.StatusException;
import io.binnacle.manifests.type.BuiltinTypes;
import io.binnacle.manifests.type.ResourceType;
import io.binnacle.store.KeyVersion;
import io.binnacle.store.Revision;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Design D6. */
class ObjectEncodingTest {
  private static final ResourceType PODS =
      Objects.requireNonNull(BuiltinTypes.load().find(new GroupVersionResource("", "v1", "pods")));
  private static final String POD =
      """
      {"kind":"Pod","spec":{"nodeName":"n1","containers":[]},"apiVersion":"v1","metadata":{
       "name":"p","namespace":"ns","uid":"u-1","resourceVersion":"99","labels":{"a":"1","b":""},
       "finalizers":["x/y"],"deletionTimestamp":"2026-01-01T00:00:00Z",
       "ownerReferences":[{"apiVersion":"apps/v1","kind":"ReplicaSet","name":"rs","uid":"u-2",
         "controller":true,"blockOwnerDeletion":true}]},"status":{"phase":"Running"}}
      """;

  private static Manifest parse(String json) throws MalformedManifestException {
    return Manifest.parseJson(json.getBytes(StandardCharsets.UTF_8), DecodeLimits.standard());
  }

  private static KeyVersion version(Bytes value, Bytes attachment, long revision) {
    Bytes key = StorageKey.of(PODS, new ObjectKey("ns", "p"));
    return new KeyVersion(
        key, new Revision(revision), new Revision(revision), 1, 0, value, attachment);
  }

  private static StoredObject stored(long revision) throws MalformedManifestException {
    ObjectEncoding.Encoded encoded = ObjectEncoding.encode(PODS, parse(POD));
    return ObjectEncoding.decode(
        PODS, version(encoded.value(), encoded.attachment().bytes(), revision));
  }

  @Test
  void theStoredValueHasNoResourceVersionAndBeginsWithItsKind() throws Exception {
    String value = ObjectEncoding.encode(PODS, parse(POD)).value().toUtf8();
    assertThat(value).startsWith("{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{");
    assertThat(value).doesNotContain("resourceVersion");
  }

  @Test
  void theResourceVersionIsSplicedIntoTheJson() throws Exception {
    for (long revision : new long[] {1, 9, 10, 12345, Long.MAX_VALUE}) {
      Manifest shown = parse(stored(revision).json().toUtf8());
      assertThat(shown.resourceVersion()).isEqualTo(Long.toString(revision));
      assertThat(shown.edit(editor -> editor.setText("99", "metadata", "resourceVersion")))
          .isEqualTo(parse(POD));
    }
  }

  @Test
  void anItemOfAListIsTheObjectWithoutItsKind() throws Exception {
    StoredObject object = stored(7);
    byte[] target = new byte[object.jsonLengthMax() + 5];
    int end = object.copyItemJson(target, 5);
    Manifest item = parse(new String(target, 5, end - 5, StandardCharsets.UTF_8));
    assertThat(item.fieldNames()).containsExactly("metadata", "spec", "status");
    assertThat(item.resourceVersion()).isEqualTo("7");
  }

  @Test
  void theAttachmentTellsWhatSelectorsAndTheCollectorAsk() throws Exception {
    Attachment attachment = stored(7).attachment();
    assertThat(attachment.uid()).isEqualTo("u-1");
    assertThat(attachment.isDeleting()).isTrue();
    assertThat(attachment.labels()).containsEntry("a", "1").containsEntry("b", "").hasSize(2);
    assertThat(attachment.finalizers()).containsExactly("x/y");
    assertThat(attachment.owners()).isEqualTo(parse(POD).ownerReferences());
    assertThat(attachment.fields())
        .containsEntry("spec.nodeName", "n1")
        .containsEntry("status.phase", "Running");
  }

  @Test
  void aValueOfAnotherToolIsBroughtIntoForm() throws Exception {
    Bytes foreign = Bytes.ofUtf8("{\"spec\":{\"nodeName\":\"n1\"},\"nonsense\":1,\"metadata\":{}}");
    Manifest shown = ObjectEncoding.decode(PODS, version(foreign, Bytes.empty(), 3)).manifest();
    assertThat(shown.kind()).isEqualTo("Pod");
    assertThat(shown.name()).isEqualTo("p");
    assertThat(shown.has("nonsense")).isFalse();
    assertThat(shown.textOrEmpty("spec", "restartPolicy")).isEqualTo("Always");
  }

  /** ERR-16. */
  @Test
  void aValueThatIsNoObjectIsAReadErrorAndNothingWorse() {
    KeyVersion broken = version(Bytes.ofUtf8("rubbish"), Bytes.empty(), 3);
    assertThatThrownBy(() -> ObjectEncoding.decode(PODS, broken))
        .isInstanceOfSatisfying(
            StatusException.class,
            failure -> assertThat(failure.status().reason().text()).isEqualTo("StorageReadError"));
  }

  /** SEL-04, SEL-09. */
  @Test
  void selectorsMatchWithoutTheObjectBeingParsed() throws Exception {
    StoredObject object = stored(7);
    assertThat(selector("a=1,c!=2", "spec.nodeName=n1,metadata.name=p").matches(object)).isTrue();
    assertThat(selector("", "spec.hostNetwork=false").matches(object)).isTrue();
    assertThat(selector("a=2", "").matches(object)).isFalse();
    assertThat(selector("", "metadata.namespace!=ns").matches(object)).isFalse();
    assertThatThrownBy(() -> selector("", "spec.image=x")).isInstanceOf(StatusException.class);
  }

  private static ObjectSelector selector(String labels, String fields) {
    return ObjectSelector.of(
        PODS,
        labels.isEmpty() ? LabelSelector.everything() : LabelSelector.parse(labels),
        fields.isEmpty() ? FieldSelector.everything() : FieldSelector.parse(fields));
  }

  /** WATCH-16. */
  @Test
  void aNamespaceDoesNotSeeOneWithALongerName() {
    Bytes inside = StorageKey.of(PODS, new ObjectKey("ab", "p"));
    assertThat(StorageKey.collection(PODS, "a").contains(inside)).isFalse();
    assertThat(StorageKey.collection(PODS, "ab").contains(inside)).isTrue();
    assertThat(StorageKey.collection(PODS, "").contains(inside)).isTrue();
    assertThat(inside.toUtf8()).isEqualTo("/registry/pods/ab/p");
  }

  /** CRUD-47, LIST-21. */
  @Test
  void onlyDecimalNumbersAreResourceVersions() {
    assertThat(ResourceVersions.parse("9223372036854775807").number()).isEqualTo(Long.MAX_VALUE);
    for (String wrong : new String[] {"", "-1", "1.0", "x", "9223372036854775808", "0x1", "١"}) {
      assertThat(ResourceVersions.isValid(wrong)).as(wrong).isFalse();
    }
  }
}
