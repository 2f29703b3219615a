package io.binnacle.apiserver.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.binnacle.apiserver.reply.ApiReply;
import io.binnacle.consensus.base.Bytes;
import io.kubernetes.client.proto.Meta;
import io.kubernetes.client.proto.Runtime;
import io.kubernetes.client.proto.V1;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What clients get that ask for protobuf, read with the messages of Kubernetes' own files. */
class ProtobufRepliesTest {
  private static final String PROTOBUF = "application/vnd.kubernetes.protobuf";
  private static final String METADATA = ";as=PartialObjectMetadata;v=v1;g=meta.k8s.io";
  private static final String CONFIG_MAPS = "/api/v1/namespaces/default/configmaps";
  private static final int MANY = 300;

  @AutoClose private static final ApiFixture api = new ApiFixture();

  @BeforeAll
  static void start() {
    for (int i = 0; i < MANY; i++) {
      api.post(
          CONFIG_MAPS,
          "{\"metadata\":{\"name\":\"c%03d\",\"labels\":{\"n\":\"%d\"}},\"data\":{\"k\":\"%s\"}}"
              .formatted(i, i % 3, "x".repeat(1_000)));
    }
  }

  private record Reply(int code, String contentType, Bytes content) {
    byte[] body() {
      return content.toArray();
    }
  }

  private static Reply get(String accept, String url) {
    return reply(api.reply(ApiFixture.request("GET", url).withHeader("Accept", accept)));
  }

  private static Reply reply(ApiReply reply) {
    byte[] body =
        switch (reply) {
          case ApiReply.Whole whole -> whole.body().toArray();
          case ApiReply.Streamed streamed -> {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            for (Bytes chunk : streamed.chunks().toIterable(1)) {
              all.writeBytes(chunk.toArray());
            }
            yield all.toByteArray();
          }
        };
    return new Reply(
        reply.statusCode(),
        Objects.requireNonNull(reply.headers().first("Content-Type")),
        Bytes.wrap(body));
  }

  private static Runtime.Unknown envelope(byte[] bytes) throws Exception {
    assertThat(bytes).startsWith('k', '8', 's', 0);
    return Runtime.Unknown.parseFrom(ByteString.copyFrom(bytes, 4, bytes.length - 4));
  }

  /** NEG-02, NEG-06. */
  @Test
  void anObjectComesInItsEnvelope() throws Exception {
    Reply reply = get(PROTOBUF + ",application/json", CONFIG_MAPS + "/c007");
    assertThat(reply.code()).isEqualTo(200);
    assertThat(reply.contentType()).isEqualTo(PROTOBUF);
    Runtime.Unknown envelope = envelope(reply.body());
    assertThat(envelope.getTypeMeta().getApiVersion()).isEqualTo("v1");
    assertThat(envelope.getTypeMeta().getKind()).isEqualTo("ConfigMap");
    V1.ConfigMap read = V1.ConfigMap.parseFrom(envelope.getRaw());
    assertThat(read.getMetadata().getName()).isEqualTo("c007");
    assertThat(read.getMetadata().getResourceVersion())
        .isEqualTo(api.get(CONFIG_MAPS + "/c007").json().resourceVersion());
    assertThat(read.getDataMap().get("k")).hasSize(1_000);
  }

  /** NEG-08, NEG-18: longer than one chunk, with the length in front. */
  @ParameterizedTest
  @CsvSource({"'', 300, 0", "?labelSelector=n%3D1, 100, 0", "?limit=40, 40, 260"})
  void aListIsOneMessageWithItsItems(String query, int items, long remaining) throws Exception {
    for (int time = 0; time < 2; time++) {
      Reply reply = get(PROTOBUF, CONFIG_MAPS + query);
      assertThat(reply.contentType()).isEqualTo(PROTOBUF);
      Runtime.Unknown envelope = envelope(reply.body());
      assertThat(envelope.getTypeMeta().getKind()).isEqualTo("ConfigMapList");
      V1.ConfigMapList read = V1.ConfigMapList.parseFrom(envelope.getRaw());
      assertThat(read.getItemsCount()).isEqualTo(items);
      assertThat(read.getItemsList())
          .extracting(each -> each.getMetadata().getName())
          .isSorted()
          .doesNotHaveDuplicates();
      assertThat(read.getMetadata().getResourceVersion()).isNotEmpty();
      assertThat(read.getMetadata().getRemainingItemCount()).isEqualTo(remaining);
      assertThat(read.getMetadata().getContinue().isEmpty()).isEqualTo(remaining == 0);
    }
  }

  /** NEG-18: what is remembered of an object does not outlive its change. */
  @Test
  void aListShowsTheNewestVersionOfWhatItHasShownBefore() throws Exception {
    String url = CONFIG_MAPS + "?fieldSelector=metadata.name%3Dc001";
    get(PROTOBUF, url);
    api.mergePatch(CONFIG_MAPS + "/c001", "{\"data\":{\"k\":\"new\"}}");
    V1.ConfigMapList read =
        V1.ConfigMapList.parseFrom(envelope(get(PROTOBUF, url).body()).getRaw());
    assertThat(read.getItems(0).getDataMap()).containsEntry("k", "new");
    api.mergePatch(CONFIG_MAPS + "/c001", "{\"data\":{\"k\":\"%s\"}}".formatted("x".repeat(1_000)));
  }

  /** NEG-25: the watches of garbage collectors and quota. */
  @Test
  void metadataComesAsProtobufToo() throws Exception {
    Reply one = get(PROTOBUF + METADATA, CONFIG_MAPS + "/c002");
    Runtime.Unknown envelope = envelope(one.body());
    assertThat(envelope.getTypeMeta().getKind()).isEqualTo("PartialObjectMetadata");
    assertThat(Meta.PartialObjectMetadata.parseFrom(envelope.getRaw()).getMetadata().getName())
        .isEqualTo("c002");
    Reply all = get(PROTOBUF + METADATA.replace("Metadata;", "MetadataList;"), CONFIG_MAPS);
    Runtime.Unknown listEnvelope = envelope(all.body());
    assertThat(listEnvelope.getTypeMeta().getKind()).isEqualTo("PartialObjectMetadataList");
    Meta.PartialObjectMetadataList list =
        Meta.PartialObjectMetadataList.parseFrom(listEnvelope.getRaw());
    assertThat(list.getItemsCount()).isEqualTo(MANY);
    assertThat(list.getItems(5).getMetadata().getLabelsMap()).containsEntry("n", "2");
  }

  /** WATCH-03, WATCH-36: frames with their length before them, bookmarks and errors like them. */
  @Test
  void aWatchIsFramesOfEvents() throws Exception {
    String since = api.get(CONFIG_MAPS + "/c003").json().resourceVersion();
    api.mergePatch(CONFIG_MAPS + "/c003", "{\"data\":{\"more\":\"1\"}}");
    Reply reply =
        get(
            PROTOBUF,
            CONFIG_MAPS
                + "?watch=1&timeoutSeconds=1&allowWatchBookmarks=true&resourceVersion="
                + since
                + "&fieldSelector=metadata.name%3Dc003");
    assertThat(reply.contentType()).isEqualTo(PROTOBUF + ";stream=watch");
    List<Meta.WatchEvent> events = events(reply.body());
    assertThat(events)
        .extracting(Meta.WatchEvent::getType)
        .startsWith("MODIFIED")
        .endsWith("BOOKMARK");
    Runtime.Unknown object = envelope(events.getFirst().getObject().getRaw().toByteArray());
    assertThat(V1.ConfigMap.parseFrom(object.getRaw()).getDataMap()).containsEntry("more", "1");
    Runtime.Unknown bookmark = envelope(events.getLast().getObject().getRaw().toByteArray());
    assertThat(bookmark.getTypeMeta().getKind()).isEqualTo("ConfigMap");
    assertThat(V1.ConfigMap.parseFrom(bookmark.getRaw()).getMetadata().getResourceVersion())
        .isNotEmpty();
  }

  private static List<Meta.WatchEvent> events(byte[] stream) throws Exception {
    List<Meta.WatchEvent> events = new ArrayList<>();
    ByteBuffer rest = ByteBuffer.wrap(stream);
    while (rest.hasRemaining()) {
      byte[] frame = new byte[rest.getInt()];
      rest.get(frame);
      events.add(Meta.WatchEvent.parseFrom(frame));
    }
    return events;
  }

  /** NEG-05: what is posted in protobuf is answered so, and deleted with options in protobuf. */
  @Test
  void writesAreAnsweredInProtobuf() throws Exception {
    V1.ConfigMap wanted =
        V1.ConfigMap.newBuilder()
            .setMetadata(Meta.ObjectMeta.newBuilder().setName("written"))
            .putData("a", "b")
            .build();
    Reply made =
        reply(
            api.reply(
                ApiFixture.request("POST", CONFIG_MAPS)
                    .withBody(PROTOBUF, enveloped("v1", "ConfigMap", wanted.toByteString()))
                    .withHeader("Accept", PROTOBUF)));
    assertThat(made.code()).isEqualTo(201);
    V1.ConfigMap read = V1.ConfigMap.parseFrom(envelope(made.body()).getRaw());
    assertThat(read.getMetadata().getUid()).isNotEmpty();
    Reply gone =
        reply(
            api.reply(
                ApiFixture.request("DELETE", CONFIG_MAPS + "/written")
                    .withBody(
                        PROTOBUF,
                        enveloped(
                            "v1",
                            "DeleteOptions",
                            Meta.DeleteOptions.newBuilder()
                                .setPropagationPolicy("Background")
                                .build()
                                .toByteString()))
                    .withHeader("Accept", PROTOBUF)));
    assertThat(gone.code()).isEqualTo(200);
    Runtime.Unknown envelope = envelope(gone.body());
    assertThat(envelope.getTypeMeta().getKind()).isEqualTo("Status");
    assertThat(Meta.Status.parseFrom(envelope.getRaw()).getStatus()).isEqualTo("Success");
  }

  private static byte[] enveloped(String apiVersion, String kind, ByteString raw) {
    Runtime.Unknown unknown =
        Runtime.Unknown.newBuilder()
            .setTypeMeta(Runtime.TypeMeta.newBuilder().setApiVersion(apiVersion).setKind(kind))
            .setRaw(raw)
            .build();
    return ByteString.copyFrom(new byte[] {'k', '8', 's', 0})
        .concat(unknown.toByteString())
        .toByteArray();
  }

  /** NEG-09: an error is a Status in the form that was asked for. */
  @Test
  void anErrorIsAStatusInProtobuf() throws Exception {
    Reply reply = get(PROTOBUF, CONFIG_MAPS + "/nobody");
    assertThat(reply.code()).isEqualTo(404);
    assertThat(reply.contentType()).isEqualTo(PROTOBUF);
    Meta.Status status = Meta.Status.parseFrom(envelope(reply.body()).getRaw());
    assertThat(status.getReason()).isEqualTo("NotFound");
    assertThat(status.getCode()).isEqualTo(404);
    assertThat(status.getDetails().getName()).isEqualTo("nobody");
  }

  /** NEG-24, NEG-10: no Tables in protobuf; the next clause counts. */
  @Test
  void aTableIsNeverProtobuf() {
    String table = ";as=Table;v=v1;g=meta.k8s.io";
    Reply next = get(PROTOBUF + table + ",application/json" + table, CONFIG_MAPS + "?limit=1");
    assertThat(next.contentType()).isEqualTo("application/json");
    assertThat(get(PROTOBUF + table, CONFIG_MAPS).code()).isEqualTo(406);
  }
}
