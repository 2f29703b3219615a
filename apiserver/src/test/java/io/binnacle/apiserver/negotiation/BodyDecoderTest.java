package io.binnacle.apiserver.negotiation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.binnacle.manifests.DecodeLimits;
import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.convert.wire.cbor.CborForm;
import io.binnacle.manifests.status.StatusException;
import io.kubernetes.client.proto.Meta;
import io.kubernetes.client.proto.Runtime;
import io.kubernetes.client.proto.V1;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class BodyDecoderTest {
  private static final String PROTOBUF = "application/vnd.kubernetes.protobuf";

  private final BodyDecoder decoder = new BodyDecoder(DecodeLimits.standard());

  /** NEG-04 */
  @Test
  void theSameObjectComesOutOfJsonYamlProtobufAndCbor() {
    String json = "{\"apiVersion\":\"v1\",\"kind\":\"Namespace\",\"metadata\":{\"name\":\"shop\"}}";
    Manifest expected = decoder.decode("application/json; charset=utf-8", utf8(json));
    assertThat(expected.name()).isEqualTo("shop");
    assertThat(decoder.decode(null, utf8(json))).isEqualTo(expected);
    assertThat(decoder.decode("application/yaml", utf8(json))).isEqualTo(expected);
    assertThat(decoder.decode(PROTOBUF, namespaceInProtobuf())).isEqualTo(expected);
    assertThat(decoder.decode("application/cbor", CborForm.document(expected))).isEqualTo(expected);
  }

  @Test
  void cborThatIsBrokenIsABadRequest() {
    assertThatThrownBy(() -> decoder.decode("application/cbor", utf8("{}")))
        .isInstanceOfSatisfying(
            StatusException.class, e -> assertThat(e.status().code()).isEqualTo(400))
        .hasMessage("the object provided is unrecognized: unexpected EOF");
  }

  /** NEG-04 */
  @Test
  void anotherMediaTypeIsAnsweredWithThoseThatAreRead() {
    assertThatThrownBy(() -> decoder.decode("text/csv", new byte[0]))
        .isInstanceOfSatisfying(
            StatusException.class, e -> assertThat(e.status().code()).isEqualTo(415))
        .hasMessageContaining("application/json")
        .hasMessageContaining(PROTOBUF);
  }

  @Test
  void protobufThatIsBrokenIsABadRequest() {
    assertThatThrownBy(() -> decoder.decode(PROTOBUF, utf8("{}")))
        .isInstanceOfSatisfying(
            StatusException.class, e -> assertThat(e.status().code()).isEqualTo(400))
        .hasMessageContaining("invalid protobuf");
  }

  private static byte[] namespaceInProtobuf() {
    ByteString raw =
        V1.Namespace.newBuilder()
            .setMetadata(Meta.ObjectMeta.newBuilder().setName("shop").setUid(""))
            .build()
            .toByteString();
    ByteString envelope =
        Runtime.Unknown.newBuilder()
            .setTypeMeta(Runtime.TypeMeta.newBuilder().setApiVersion("v1").setKind("Namespace"))
            .setRaw(raw)
            .build()
            .toByteString();
    return ByteString.copyFrom("k8s\0", StandardCharsets.ISO_8859_1).concat(envelope).toByteArray();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
