package io.binnacle.manifests.convert.wire;

import io.binnacle.manifests.convert.wire.output.WireOutput;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes objects, lists and watch events in Kubernetes' protobuf (NEG-06 to NEG-08, WATCH-03). The
 * envelope holds the apiVersion, the kind and the message of the object.
 */
public final class WireWriter {
  private static final int TYPE_META = 1;
  private static final int LIST_METADATA = 1;

  /** Of an object in its envelope, of an item in its list: the same, so both are the same bytes. */
  private static final int CONTENT = 2;

  private static final String OBJECT_META = "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta";
  private static final String LIST_META = "io.k8s.apimachinery.pkg.apis.meta.v1.ListMeta";

  private WireWriter() {}

  /** Whether objects of the kind have a message. */
  public static boolean knows(String apiVersion, String kind) {
    return isMetadata(kind) || WireTable.get().messageOf(apiVersion, kind) != null;
  }

  /**
   * The object in its envelope.
   *
   * @throws IllegalArgumentException where its kind has no message
   */
  public static byte[] object(ObjectNode object) {
    WireOutput out = new WireOutput();
    content(object, out);
    envelopeHead(out, text(object, "apiVersion"), text(object, "kind"));
    return out.take();
  }

  /** The object as an item of a list: its field there, without an envelope. */
  public static byte[] item(ObjectNode object) {
    WireOutput out = new WireOutput();
    content(object, out);
    return out.take();
  }

  private static void content(ObjectNode object, WireOutput out) {
    message(object, out);
    out.closeField(CONTENT, 0);
  }

  /**
   * All of a list that stands before its items.
   *
   * @param list its apiVersion, kind and metadata
   * @param itemBytes how many bytes all {@linkplain #item items} have, which follow
   */
  public static byte[] listHead(ObjectNode list, long itemBytes) {
    WireOutput out = new WireOutput();
    if (list.get("metadata") instanceof ObjectNode metadata) {
      new MessageWriter(out).write(metadata, LIST_META);
    }
    out.closeField(LIST_METADATA, 0);
    int metadataBytes = out.length();
    out.varint(metadataBytes + itemBytes);
    out.varint((CONTENT << 3) | WireCursor.DELIMITED);
    envelopeHead(out, text(list, "apiVersion"), text(list, "kind"));
    return out.take();
  }

  /**
   * One event of a watch with its length before it, in four bytes.
   *
   * @param object in its envelope
   */
  public static byte[] event(String type, byte[] object) {
    WireOutput out = new WireOutput();
    out.bytesField(1, object);
    out.closeField(2, 0);
    out.textField(1, type);
    int length = out.length();
    out.raw(
        new byte[] {
          (byte) (length >>> 24), (byte) (length >>> 16), (byte) (length >>> 8), (byte) length
        });
    return out.take();
  }

  private static void envelopeHead(WireOutput out, String apiVersion, String kind) {
    int before = out.length();
    out.textField(2, kind);
    out.textField(1, apiVersion);
    out.closeField(TYPE_META, before);
    out.raw(WireReader.mark());
  }

  private static void message(ObjectNode object, WireOutput out) {
    MessageWriter writer = new MessageWriter(out);
    String kind = text(object, "kind");
    if (isMetadata(kind)) {
      if (object.get("metadata") instanceof ObjectNode metadata) {
        writer.write(metadata, OBJECT_META);
      }
      out.closeField(1, 0);
      return;
    }
    @Nullable String message = WireTable.get().messageOf(text(object, "apiVersion"), kind);
    if (message == null) {
      throw new IllegalArgumentException("no message for kind " + kind);
    }
    writer.write(object, message);
  }

  /** Metadata views are the same for every type, those that are no built-ins included. */
  private static boolean isMetadata(String kind) {
    return kind.equals("PartialObjectMetadata");
  }

  private static String text(ObjectNode object, String name) {
    JsonNode value = object.get(name);
    return value == null ? "" : value.asString();
  }
}
