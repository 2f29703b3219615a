package io.binnacle.apiserver.storage;

import io.binnacle.consensus.base.Bytes;
import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.meta.OwnerReference;
import io.binnacle.manifests.type.ResourceType;
import io.binnacle.manifests.type.SelectableField;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is kept beside an object's JSON so that selectors, lists, watches and the garbage collector
 * need not parse it (design D6). The form, numbers with the highest byte first:
 *
 * <pre>
 * 0   2  magic "BA"
 * 2   1  format version, 1
 * 3   1  bits a reader must understand, 0
 * 4   4  schema generation the value was written with
 * 8   4  offset of the key "metadata" in the value
 * 12  4  offset of the resourceVersion slot: right behind "metadata":{
 * 16  1  flags: 1 = has a deletionTimestamp
 * 17     uid; count, labels as pairs; count, selectable fields as pairs; count, finalizers;
 *        count, owners as apiVersion, kind, name, uid, one byte: 1 = controller, 2 = blocks
 * </pre>
 *
 * A text is its length in UTF-8 bytes as a count, then the bytes; a count has seven bits a byte.
 */
public final class Attachment {
  /** Grows when defaults or pruning of a type change in a way that stored objects must show. */
  static final int SCHEMA_GENERATION = 1;

  private static final int HEADER_BYTES = 17;
  private static final int FORMAT_VERSION = 1;
  private static final int FLAG_DELETING = 1;
  private static final int OWNER_CONTROLLER = 1;
  private static final int OWNER_BLOCKS = 2;

  private final Bytes bytes;

  private Attachment(Bytes bytes) {
    this.bytes = bytes;
  }

  /** The attachment in these bytes; null where they are none that this release understands. */
  static @Nullable Attachment read(Bytes bytes) {
    boolean known =
        bytes.length() > HEADER_BYTES
            && bytes.byteAt(0) == 'B'
            && bytes.byteAt(1) == 'A'
            && bytes.byteAt(2) == FORMAT_VERSION
            && bytes.byteAt(3) == 0;
    return known ? new Attachment(bytes) : null;
  }

  static Attachment of(
      ResourceType type, Manifest object, int metadataOffset, int resourceVersionSlot) {
    AttachmentWriter writer = new AttachmentWriter();
    writer.raw('B').raw('A').raw(FORMAT_VERSION).raw(0).fixedInt(SCHEMA_GENERATION);
    writer.fixedInt(metadataOffset).fixedInt(resourceVersionSlot);
    writer.raw(object.text("metadata", "deletionTimestamp") == null ? 0 : FLAG_DELETING);
    writer.text(object.uid());
    writePairs(writer, object.labels());
    writePairs(writer, selectableValues(type, object));
    List<String> finalizers = object.finalizers();
    writer.count(finalizers.size());
    finalizers.forEach(writer::text);
    List<OwnerReference> owners = object.ownerReferences();
    writer.count(owners.size());
    for (OwnerReference owner : owners) {
      writer.text(owner.apiVersion()).text(owner.kind()).text(owner.name()).text(owner.uid());
      writer.raw(
          (owner.controller() ? OWNER_CONTROLLER : 0)
              | (owner.blockOwnerDeletion() ? OWNER_BLOCKS : 0));
    }
    return new Attachment(writer.toBytes());
  }

  private static void writePairs(AttachmentWriter writer, Map<String, String> pairs) {
    writer.count(pairs.size());
    pairs.forEach((name, value) -> writer.text(name).text(value));
  }

  private static Map<String, String> selectableValues(ResourceType type, Manifest object) {
    Map<String, String> values = new LinkedHashMap<>();
    for (SelectableField field : type.rules().selectableFields()) {
      String value = object.scalarText(field.path().toArray(new String[0]));
      values.put(field.label(), value == null ? field.absentValue() : value);
    }
    return values;
  }

  Bytes bytes() {
    return bytes;
  }

  int schemaGeneration() {
    return fixedInt(4);
  }

  int metadataOffset() {
    return fixedInt(8);
  }

  int resourceVersionSlot() {
    return fixedInt(12);
  }

  public boolean isDeleting() {
    return (bytes.byteAt(16) & FLAG_DELETING) != 0;
  }

  public String uid() {
    return new Reader().text();
  }

  public Map<String, String> labels() {
    Reader reader = new Reader();
    reader.skipText();
    return reader.pairs();
  }

  /** The selectable fields of the type, name and namespace apart: those are in the key. */
  public Map<String, String> fields() {
    Reader reader = new Reader();
    reader.skipText();
    reader.skipPairs();
    return reader.pairs();
  }

  public List<String> finalizers() {
    Reader reader = new Reader();
    reader.skipText();
    reader.skipPairs();
    reader.skipPairs();
    return reader.texts();
  }

  public List<OwnerReference> owners() {
    Reader reader = new Reader();
    reader.skipText();
    reader.skipPairs();
    reader.skipPairs();
    reader.skipTexts();
    int count = reader.count();
    List<OwnerReference> owners = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      String apiVersion = reader.text();
      String kind = reader.text();
      String name = reader.text();
      String uid = reader.text();
      int flags = reader.raw();
      owners.add(
          new OwnerReference(
              apiVersion,
              kind,
              name,
              uid,
              (flags & OWNER_CONTROLLER) != 0,
              (flags & OWNER_BLOCKS) != 0));
    }
    return owners;
  }

  private int fixedInt(int offset) {
    return (bytes.byteAt(offset) & 0xff) << 24
        | (bytes.byteAt(offset + 1) & 0xff) << 16
        | (bytes.byteAt(offset + 2) & 0xff) << 8
        | (bytes.byteAt(offset + 3) & 0xff);
  }

  /** Walks the part of variable length, from the uid on. */
  private final class Reader {
    private int position = HEADER_BYTES;

    int raw() {
      return bytes.byteAt(position++) & 0xff;
    }

    int count() {
      int value = 0;
      int shift = 0;
      int next = raw();
      while ((next & 0x80) != 0) {
        value |= (next & 0x7f) << shift;
        shift += 7;
        next = raw();
      }
      return value | next << shift;
    }

    String text() {
      int length = count();
      String text = bytes.slice(position, length).toUtf8();
      position += length;
      return text;
    }

    void skipText() {
      int length = count();
      position += length;
    }

    void skipTexts() {
      int texts = count();
      for (int i = 0; i < texts; i++) {
        skipText();
      }
    }

    void skipPairs() {
      int pairs = count();
      for (int i = 0; i < 2 * pairs; i++) {
        skipText();
      }
    }

    List<String> texts() {
      int count = count();
      List<String> texts = new ArrayList<>(count);
      for (int i = 0; i < count; i++) {
        texts.add(text());
      }
      return texts;
    }

    Map<String, String> pairs() {
      int count = count();
      Map<String, String> pairs = LinkedHashMap.newLinkedHashMap(count);
      for (int i = 0; i < count; i++) {
        String name = text();
        pairs.put(name, text());
      }
      return pairs;
    }
  }
}
