package io.binnacle.apiserver.storage;

import io.binnacle.consensus.base.Bytes;
import io.binnacle.consensus.base.Invariant;
import io.binnacle.manifests.DecodeLimits;
import io.binnacle.manifests.MalformedManifestException;
import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.schema.Defaulting;
import io.binnacle.manifests.schema.Pruning;
import io.binnacle.manifests.status.Status;
import io.binnacle.manifests.status.StatusException;
import io.binnacle.manifests.type.ResourceType;
import io.binnacle.store.KeyVersion;
import io.binnacle.store.Revision;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The stored form of an object: its JSON without resourceVersion, in the fixed order apiVersion,
 * kind, metadata, rest, and an {@link Attachment}.
 */
public final class ObjectEncoding {
  /** Stored values are ours or another tool's; either way they passed the store's own limit. */
  private static final DecodeLimits STORED_LIMITS =
      DecodeLimits.standard().withBytesMax(64 * 1024 * 1024);

  private ObjectEncoding() {}

  /** What goes into the store. */
  public record Encoded(Bytes value, Attachment attachment) {}

  /** Encodes an object that has a name for the store; a resourceVersion in it is left out. */
  public static Encoded encode(ResourceType type, Manifest object) {
    ResourceType.SharedStorage shared = type.sharedStorage();
    if (shared == null) {
      return encodeAsServed(type, object);
    }
    // What is stored has the defaults of the version it is stored in.
    Manifest stored = shared.conversion().toStored(object);
    return encodeAsServed(shared.stored(), Defaulting.apply(shared.stored().schema(), stored));
  }

  /** The same in the form in which the type is served. */
  static Encoded encodeAsServed(ResourceType type, Manifest object) {
    Manifest stored =
        object.has("metadata", "resourceVersion")
            ? object.edit(editor -> editor.remove("metadata", "resourceVersion"))
            : object;
    byte[] json = stored.toJson();
    int metadataOffset = metadataOffset(stored, json);
    int slot = metadataOffset + "\"metadata\":{".length();
    return new Encoded(Bytes.wrap(json), Attachment.of(type, stored, metadataOffset, slot));
  }

  /**
   * The place of the metadata follows from the fixed order; a look at the bytes proves it, since a
   * splice at the wrong place would damage every answer.
   */
  private static int metadataOffset(Manifest object, byte[] json) {
    String before = "{\"apiVersion\":\"" + object.apiVersion() + "\",\"kind\":\"" + object.kind();
    int offset = before.getBytes(StandardCharsets.UTF_8).length + 2;
    byte[] expected = "\"metadata\":{\"".getBytes(StandardCharsets.US_ASCII);
    boolean found = json.length > offset + expected.length;
    for (int i = 0; found && i < expected.length; i++) {
      found = json[offset + i] == expected[i];
    }
    Invariant.check(found, "the metadata of %s is not where it belongs", object);
    return offset;
  }

  /** The object in a version of a key. Nothing is parsed when its attachment is current. */
  public static StoredObject decode(ResourceType type, KeyVersion version) {
    return decodeAt(type, version, version.modRevision());
  }

  /** The same, shown with another revision: that of its deletion (WATCH-11). */
  public static StoredObject decodeAt(ResourceType type, KeyVersion version, Revision shown) {
    ResourceType.SharedStorage shared = type.sharedStorage();
    if (shared != null) {
      StoredObject stored = decodeAt(shared.stored(), version, Revision.NONE);
      Manifest served = shared.conversion().fromStored(stored.manifest());
      Encoded encoded = encodeAsServed(type, served);
      return new StoredObject(type, version.key(), encoded.value(), encoded.attachment(), shown);
    }
    Attachment attachment = Attachment.read(version.attachment());
    if (attachment != null && attachment.schemaGeneration() == Attachment.SCHEMA_GENERATION) {
      return new StoredObject(type, version.key(), version.value(), attachment, shown);
    }
    Encoded encoded = index(type, version);
    return new StoredObject(type, version.key(), encoded.value(), encoded.attachment(), shown);
  }

  /** Brings a value of another tool, or of an older release, into today's form. */
  private static Encoded index(ResourceType type, KeyVersion version) {
    try {
      Manifest raw = Manifest.parseJson(version.value().toArray(), STORED_LIMITS);
      Manifest known = Pruning.prune(type.schema(), raw).manifest();
      Manifest whole =
          Defaulting.apply(type.schema(), known)
              .edit(
                  editor ->
                      editor
                          .setText(type.apiVersion(), "apiVersion")
                          .setText(type.kind(), "kind")
                          .setText(
                              StorageKey.objectKey(type, version.key()).name(),
                              "metadata",
                              "name"));
      return encode(type, whole);
    } catch (MalformedManifestException e) {
      String key = version.key().toUtf8();
      throw new StatusException(
          Status.storageReadError(
              "unable to read the stored object at " + key + ": " + e.getMessage(), List.of()));
    }
  }

  static Manifest parseStored(byte[] json) {
    try {
      return Manifest.parseJson(json, STORED_LIMITS);
    } catch (MalformedManifestException e) {
      throw new StatusException(
          Status.storageReadError("a stored object is unreadable: " + e.getMessage(), List.of()));
    }
  }
}
