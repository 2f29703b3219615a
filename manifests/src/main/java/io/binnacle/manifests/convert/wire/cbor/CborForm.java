package io.binnacle.manifests.convert.wire.cbor;

import io.binnacle.manifests.DecodeLimits;
import io.binnacle.manifests.MalformedManifestException;
import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.ManifestTree;

/**
 * Objects, lists and watch events in CBOR as Kubernetes has it (KEP-4222). What is written is
 * deterministic in the sense of RFC 8949, 4.2.1, so the same object has the same bytes on every
 * replica.
 */
public final class CborForm {
  private CborForm() {}

  /** Reads one object; the tag that marks a document as CBOR may stand before it. */
  public static Manifest read(byte[] document, DecodeLimits limits)
      throws MalformedManifestException {
    return ManifestTree.toManifest(CborReader.read(document, limits));
  }

  /** A whole document, with the tag that marks it. */
  public static byte[] document(Manifest object) {
    CborWriter out = new CborWriter();
    out.mark();
    out.write(ManifestTree.of(object));
    return out.take();
  }

  /** A value inside of a document, such as an item of a list that keeps its kind. */
  public static byte[] value(Manifest object) {
    CborWriter out = new CborWriter();
    out.write(ManifestTree.of(object));
    return out.take();
  }

  /** An item of a list that says what its items are (NEG-11). */
  public static byte[] item(Manifest object) {
    return value(object.edit(editor -> editor.remove("apiVersion").remove("kind")));
  }

  /**
   * All of a list that stands before its items.
   *
   * @param itemCount how many {@linkplain #item items} follow
   */
  public static byte[] listHead(Manifest list, int itemCount) {
    CborWriter out = new CborWriter();
    out.mark();
    // In the order of the names' bytes: kind, items, and what the tail has.
    out.mapHead(4);
    out.text("kind");
    out.text(list.kind());
    out.text("items");
    out.arrayHead(itemCount);
    return out.take();
  }

  /** All of a list that stands behind its items. */
  public static byte[] listTail(Manifest list) {
    CborWriter out = new CborWriter();
    out.text("metadata");
    Manifest metadata = list.object("metadata");
    out.write(ManifestTree.of(metadata == null ? Manifest.empty() : metadata));
    out.text("apiVersion");
    out.text(list.apiVersion());
    return out.take();
  }

  /**
   * One event of a watch, a document of a sequence (RFC 8742).
   *
   * @param object a document
   */
  public static byte[] event(String type, byte[] object) {
    CborWriter out = new CborWriter();
    out.mark();
    out.mapHead(2);
    out.text("type");
    out.text(type);
    out.text("object");
    out.raw(object);
    return out.take();
  }
}
