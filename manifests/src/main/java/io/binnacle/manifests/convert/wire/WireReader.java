package io.binnacle.manifests.convert.wire;

import io.binnacle.manifests.decode.MalformedTreeException;
import io.binnacle.manifests.decode.ReadLimits;
import io.binnacle.manifests.decode.ReadTree;
import java.nio.charset.StandardCharsets;
import java.util.List;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads the envelope that Kubernetes puts around each object in protobuf: four bytes that mark it,
 * then a message with the apiVersion, the kind and the bytes of the object itself.
 */
public final class WireReader {
  private static final byte[] MARK = "k8s\0".getBytes(StandardCharsets.ISO_8859_1);
  private static final String MEDIA_TYPE = "application/vnd.kubernetes.protobuf";

  private String apiVersion = "";
  private String kind = "";
  private WireCursor object = WireCursor.over(new byte[0], 0);

  private WireReader() {}

  /** What every envelope begins with. */
  static byte[] mark() {
    return MARK.clone();
  }

  public static ReadTree read(byte[] body, ReadLimits limits) throws MalformedTreeException {
    if (body.length > limits.bytesMax()) {
      throw new MalformedTreeException(
          "the document has " + body.length + " bytes, the limit is " + limits.bytesMax());
    }
    for (int i = 0; i < MARK.length; i++) {
      if (i >= body.length || body[i] != MARK[i]) {
        throw WireCursor.malformed("it does not begin with the mark of a Kubernetes object");
      }
    }
    WireReader envelope = new WireReader();
    envelope.readEnvelope(WireCursor.over(body, MARK.length));
    return new ReadTree(envelope.readObject(limits), List.of());
  }

  private void readEnvelope(WireCursor cursor) throws MalformedTreeException {
    while (!cursor.atEnd()) {
      int tag = cursor.tag();
      if (WireCursor.wireType(tag) != WireCursor.DELIMITED) {
        cursor.skip(WireCursor.wireType(tag));
        continue;
      }
      switch (WireCursor.fieldNumber(tag)) {
        case 1 -> readTypeMeta(cursor.delimited());
        case 2 -> object = cursor.delimited();
        case 3 -> require("the content encoding", "", cursor.text());
        case 4 -> require("the content type", MEDIA_TYPE, cursor.text());
        default -> cursor.delimited();
      }
    }
  }

  private static void require(String what, String known, String found)
      throws MalformedTreeException {
    if (!found.isEmpty() && !found.equals(known)) {
      throw WireCursor.malformed(what + " " + found + " inside of the envelope is not supported");
    }
  }

  private void readTypeMeta(WireCursor cursor) throws MalformedTreeException {
    while (!cursor.atEnd()) {
      int tag = cursor.tag();
      boolean isText = WireCursor.wireType(tag) == WireCursor.DELIMITED;
      switch (isText ? WireCursor.fieldNumber(tag) : 0) {
        case 1 -> apiVersion = cursor.text();
        case 2 -> kind = cursor.text();
        default -> cursor.skip(WireCursor.wireType(tag));
      }
    }
  }

  private ObjectNode readObject(ReadLimits limits) throws MalformedTreeException {
    if (kind.isEmpty()) {
      throw WireCursor.malformed("the envelope does not say the kind of the object");
    }
    String message = WireTable.get().messageOf(apiVersion, kind);
    if (message == null) {
      throw new MalformedTreeException(
          "no kind \"" + kind + "\" of version \"" + apiVersion + "\" can be read from protobuf");
    }
    ObjectNode tree = JsonNodeFactory.instance.objectNode();
    tree.put("apiVersion", apiVersion).put("kind", kind);
    new MessageReader(limits).read(object, message, tree, 1);
    return tree;
  }
}
