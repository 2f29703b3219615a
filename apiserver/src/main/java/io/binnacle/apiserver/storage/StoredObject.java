package io.binnacle.apiserver.storage;

import io.binnacle.consensus.base.Bytes;
import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.ObjectKey;
import io.binnacle.manifests.type.ResourceType;
import io.binnacle.store.Revision;
import java.nio.charset.StandardCharsets;

/**
 * An object as the store has it, with the revision a client is to see. Its JSON is made by copying
 * the stored bytes around the resourceVersion.
 */
public final class StoredObject {
  private static final byte[] SLOT_START =
      "\"resourceVersion\":\"".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] SLOT_END = "\",".getBytes(StandardCharsets.US_ASCII);

  private final ResourceType type;
  private final Bytes key;
  private final Bytes value;
  private final Attachment attachment;
  private final Revision revision;

  StoredObject(
      ResourceType type, Bytes key, Bytes value, Attachment attachment, Revision revision) {
    this.type = type;
    this.key = key;
    this.value = value;
    this.attachment = attachment;
    this.revision = revision;
  }

  /** An object that has not been stored, as a dry run shows it; revision 0 shows none. */
  public static StoredObject unstored(ResourceType type, Manifest object, Revision revision) {
    ObjectEncoding.Encoded encoded = ObjectEncoding.encodeAsServed(type, object);
    Bytes key = StorageKey.of(type, new ObjectKey(object.namespace(), object.name()));
    return new StoredObject(type, key, encoded.value(), encoded.attachment(), revision);
  }

  public ResourceType type() {
    return type;
  }

  /** The revision shown as resourceVersion; 0 where it has none. */
  public Revision revision() {
    return revision;
  }

  public ObjectKey key() {
    return StorageKey.objectKey(type, key);
  }

  public Bytes storageKey() {
    return key;
  }

  public Attachment attachment() {
    return attachment;
  }

  /** The same object shown with another revision. */
  public StoredObject at(Revision shown) {
    return new StoredObject(type, key, value, attachment, shown);
  }

  /** Parses the object, with its resourceVersion. */
  public Manifest manifest() {
    Manifest stored = ObjectEncoding.parseStored(value.toArray());
    return revision.number() == 0
        ? stored
        : stored.edit(
            editor ->
                editor.setText(ResourceVersions.text(revision), "metadata", "resourceVersion"));
  }

  public Bytes json() {
    byte[] json = new byte[jsonLengthMax()];
    int length = copyJson(json, 0);
    return Bytes.wrap(json, 0, length);
  }

  /** An upper bound for what {@link #copyJson} writes. */
  public int jsonLengthMax() {
    return value.length() + SLOT_START.length + SLOT_END.length + 19;
  }

  /** Copies the whole object and returns the position behind it. */
  public int copyJson(byte[] target, int at) {
    return copyFrom(0, target, at);
  }

  /** Copies the object as an item of a list of its kind: without apiVersion and kind (NEG-11). */
  public int copyItemJson(byte[] target, int at) {
    target[at] = '{';
    return copyFrom(attachment.metadataOffset(), target, at + 1);
  }

  private int copyFrom(int start, byte[] target, int at) {
    int slot = attachment.resourceVersionSlot();
    value.copyTo(start, target, at, slot - start);
    int position = at + slot - start;
    if (revision.number() != 0) {
      position = copy(SLOT_START, target, position);
      position = copyDigits(revision.number(), target, position);
      position = copy(SLOT_END, target, position);
    }
    int rest = value.length() - slot;
    value.copyTo(slot, target, position, rest);
    return position + rest;
  }

  private static int copy(byte[] source, byte[] target, int at) {
    System.arraycopy(source, 0, target, at, source.length);
    return at + source.length;
  }

  private static int copyDigits(long number, byte[] target, int at) {
    int digits = 1;
    for (long rest = number; rest >= 10; rest /= 10) {
      digits++;
    }
    long rest = number;
    for (int i = at + digits - 1; i >= at; i--) {
      target[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    return at + digits;
  }

  @Override
  public String toString() {
    return key.toUtf8() + "@" + revision;
  }
}
