package io.binnacle.manifests.convert.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.binnacle.manifests.DecodeLimits;
import io.binnacle.manifests.Documents;
import io.binnacle.manifests.Manifest;
import io.kubernetes.client.proto.Meta;
import io.kubernetes.client.proto.Runtime;
import io.kubernetes.client.proto.V1;
import io.kubernetes.client.proto.V1Apps;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Answers in protobuf, read with the messages of Kubernetes' own protobuf files. */
class WireWriterTest {
  private static final int MARK_BYTES = 4;

  static List<String> kinds() {
    return WireTable.get().kinds();
  }

  /** NEG-07: an object of each kind with every field that its messages have. */
  @ParameterizedTest
  @MethodSource("kinds")
  void everyFieldOfEveryKindComesBack(String apiVersionAndKind) throws Exception {
    String[] words = apiVersionAndKind.split(" ");
    String apiVersion = words[0].equals("*") ? "v1" : words[0];
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    object.put("apiVersion", apiVersion).put("kind", words[1]);
    fill(object, WireTable.get().messageOf(apiVersion, words[1]), new ArrayList<>());
    Manifest whole = Documents.json(object.toString());
    Manifest read = Manifest.parseProtobuf(whole.toProtobuf(), DecodeLimits.standard());
    assertThat(read.equals(whole)).as(Documents.text(read)).isTrue();
  }

  private static void fill(ObjectNode object, String message, List<String> around) {
    List<String> inside = new ArrayList<>(around);
    inside.add(message);
    for (WireTable.Numbered numbered : WireTable.get().lastFieldFirst(message)) {
      WireField field = numbered.field();
      boolean recursive = field.form() == WireForm.MESSAGE && inside.contains(field.message());
      if (recursive) {
        continue;
      }
      if (field.inline()) {
        fill(object, field.message(), inside);
      } else if (field.map()) {
        object.putObject(field.name()).set("key", value(field, inside));
      } else if (field.repeated()) {
        ArrayNode list = object.putArray(field.name());
        list.add(value(field, inside)).add(value(field, inside));
      } else {
        object.set(field.name(), value(field, inside));
      }
    }
  }

  private static JsonNode value(WireField field, List<String> around) {
    JsonNodeFactory nodes = JsonNodeFactory.instance;
    return switch (field.form()) {
      case TEXT -> nodes.stringNode("é" + field.name());
      case BYTES -> nodes.stringNode("AP8=");
      case BOOL -> nodes.booleanNode(true);
      case INT32 -> nodes.numberNode(-7L);
      case INT64 -> nodes.numberNode(Long.MAX_VALUE);
      case QUANTITY -> nodes.stringNode("100m");
      case TIME -> nodes.stringNode("2026-11-24T14:05:09Z");
      case MICRO_TIME -> nodes.stringNode("2026-11-24T14:05:09.000123Z");
      case INT_OR_STRING -> nodes.stringNode("25%");
      case JSON -> nodes.objectNode().put("f:a", 1L);
      case TEXTS -> nodes.arrayNode().add("one").add("two");
      case MESSAGE -> {
        ObjectNode inner = nodes.objectNode();
        fill(inner, field.message(), around);
        yield inner;
      }
    };
  }

  private static Runtime.Unknown envelope(byte[] bytes) throws Exception {
    assertThat(new String(bytes, 0, MARK_BYTES, StandardCharsets.ISO_8859_1)).isEqualTo("k8s\0");
    return Runtime.Unknown.parseFrom(
        ByteString.copyFrom(bytes, MARK_BYTES, bytes.length - MARK_BYTES));
  }

  /** NEG-06 */
  @Test
  void aDeploymentIsReadByTheMessagesOfKubernetes() throws Exception {
    Manifest web =
        Documents.json(
            """
            {"apiVersion":"apps/v1","kind":"Deployment",
             "metadata":{"name":"web","creationTimestamp":"2026-11-24T14:05:00Z","labels":{"app":"web","tier":""}},
             "spec":{"replicas":0,"paused":false,"selector":{"matchLabels":{"app":"web"}},
               "strategy":{"rollingUpdate":{"maxSurge":1,"maxUnavailable":"25%"}},
               "template":{"metadata":{"creationTimestamp":null},"spec":{
                 "volumes":[{"name":"tmp","emptyDir":{}}],
                 "containers":[{"name":"a","image":"i:1"},{"name":"b","image":"i:2",
                   "livenessProbe":{"httpGet":{"port":"http"}},
                   "resources":{"limits":{"cpu":"100m","memory":"1Gi"}}}]}}},
             "unheardOf":{"x":1}}""");
    Runtime.Unknown envelope = envelope(web.toProtobuf());
    assertThat(envelope.getTypeMeta().getApiVersion()).isEqualTo("apps/v1");
    assertThat(envelope.getTypeMeta().getKind()).isEqualTo("Deployment");
    V1Apps.Deployment read = V1Apps.Deployment.parseFrom(envelope.getRaw());
    assertThat(read.getUnknownFields().asMap()).isEmpty();
    assertThat(read.getMetadata().getLabelsMap())
        .containsEntry("app", "web")
        .containsEntry("tier", "");
    assertThat(read.getMetadata().getCreationTimestamp().getSeconds()).isEqualTo(1_795_529_100L);
    assertThat(read.getSpec().hasReplicas()).isTrue();
    assertThat(read.getSpec().getStrategy().getRollingUpdate().getMaxSurge().getIntVal())
        .isEqualTo(1);
    assertThat(read.getSpec().getStrategy().getRollingUpdate().getMaxUnavailable().getStrVal())
        .isEqualTo("25%");
    V1.PodSpec pod = read.getSpec().getTemplate().getSpec();
    assertThat(pod.getVolumes(0).getVolumeSource().hasEmptyDir()).isTrue();
    assertThat(pod.getContainersList()).extracting(V1.Container::getName).containsExactly("a", "b");
    assertThat(
            pod.getContainers(1).getLivenessProbe().getHandler().getHttpGet().getPort().getStrVal())
        .isEqualTo("http");
    assertThat(pod.getContainers(1).getResources().getLimitsMap().get("memory").getString())
        .isEqualTo("1Gi");
  }

  /** NEG-08: items stand in the message of the list, without an envelope. */
  @Test
  void aListIsItsHeadAndItsItems() throws Exception {
    Manifest list =
        Documents.json(
            """
            {"apiVersion":"v1","kind":"ConfigMapList",
             "metadata":{"resourceVersion":"77","continue":"next","remainingItemCount":5}}""");
    Manifest item =
        Documents.json(
            """
            {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"c"},"data":{"k":"%s"}}"""
                .formatted("x".repeat(300)));
    byte[] bytes = item.toProtobufItem();
    Runtime.Unknown envelope =
        envelope(joined(list.toProtobufListHead(2L * bytes.length), bytes, bytes));
    assertThat(envelope.getTypeMeta().getKind()).isEqualTo("ConfigMapList");
    V1.ConfigMapList read = V1.ConfigMapList.parseFrom(envelope.getRaw());
    assertThat(read.getMetadata().getResourceVersion()).isEqualTo("77");
    assertThat(read.getMetadata().getContinue()).isEqualTo("next");
    assertThat(read.getMetadata().getRemainingItemCount()).isEqualTo(5);
    assertThat(read.getItemsList()).hasSize(2);
    assertThat(read.getItems(1).getDataMap().get("k")).hasSize(300);
  }

  /** WATCH-03 */
  @Test
  void anEventHasItsLengthBeforeIt() throws Exception {
    Manifest object =
        Documents.json(
            "{\"apiVersion\":\"v1\",\"kind\":\"Namespace\",\"metadata\":{\"name\":\"n\"}}");
    byte[] frame = WireWriter.event("ADDED", object.toProtobuf());
    assertThat(ByteBuffer.wrap(frame).getInt()).isEqualTo(frame.length - 4);
    Meta.WatchEvent event =
        Meta.WatchEvent.parseFrom(ByteString.copyFrom(frame, 4, frame.length - 4));
    assertThat(event.getType()).isEqualTo("ADDED");
    Runtime.Unknown inner = envelope(event.getObject().getRaw().toByteArray());
    assertThat(V1.Namespace.parseFrom(inner.getRaw()).getMetadata().getName()).isEqualTo("n");
  }

  /** NEG-10: metadata of any type, one without a message included. */
  @Test
  void metadataIsWrittenForEveryType() throws Exception {
    Manifest view =
        Documents.json(
            """
            {"apiVersion":"meta.k8s.io/v1","kind":"PartialObjectMetadata","metadata":{"name":"m","uid":"u"}}""");
    Message read = Meta.PartialObjectMetadata.parseFrom(envelope(view.toProtobuf()).getRaw());
    assertThat(((Meta.PartialObjectMetadata) read).getMetadata().getUid()).isEqualTo("u");
    assertThat(Manifest.hasProtobuf("example.com/v1", "Widget")).isFalse();
    assertThatThrownBy(
            () ->
                Documents.json("{\"apiVersion\":\"example.com/v1\",\"kind\":\"Widget\"}")
                    .toProtobuf())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Widget");
  }

  private static byte[] joined(byte[]... parts) {
    ByteBuffer all = ByteBuffer.allocate(1 << 16);
    for (byte[] part : parts) {
      all.put(part);
    }
    return Arrays.copyOf(all.array(), all.position());
  }
}
