package io.binnacle.apiserver.negotiation;

import io.binnacle.apiserver.registry.listing.ListPage;
import io.binnacle.apiserver.storage.ResourceVersions;
import io.binnacle.apiserver.storage.StoredObject;
import io.binnacle.consensus.base.Bytes;
import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.convert.wire.cbor.CborForm;
import io.binnacle.manifests.printing.ListMetadata;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;

/** The bytes of a list: what stands before, between and behind its items. */
sealed interface ListForm {
  Bytes COMMA = Bytes.ofUtf8(",");

  byte[] head(ListPage page);

  void item(StoredObject object, ChunkBuffer out);

  byte[] tail();

  /** What stands between two items. */
  default Bytes separator() {
    return COMMA;
  }

  /**
   * @param encoded what was written of objects before
   */
  static ListForm of(ObjectViews views, ListPage page, EncodedObjects encoded) {
    if (views.representation().form() == Representation.Form.PROTOBUF) {
      return new Protobuf(views, encoded.of(views), page);
    }
    boolean isTable = views.representation().view() == Representation.View.TABLE;
    if (views.representation().form() == Representation.Form.CBOR && !isTable) {
      return new Cbor(views, encoded.of(views), page);
    }
    return switch (views.representation().view()) {
      case FULL -> new Stored(views);
      case METADATA -> new Metadata(views, encoded.of(views));
      case TABLE -> new Table(views);
    };
  }

  /** Slices of what is stored: nothing is parsed (design D6). */
  record Stored(ObjectViews views) implements ListForm {
    @Override
    public byte[] head(ListPage page) {
      return listHead(views.type().listKind(), views.type().apiVersion(), page);
    }

    @Override
    public void item(StoredObject object, ChunkBuffer out) {
      out.appendItem(object);
    }

    @Override
    public byte[] tail() {
      return ascii("]}\n");
    }
  }

  /** PartialObjectMetadataList. */
  record Metadata(ObjectViews views, EncodedObjects.OfView encoded) implements ListForm {
    @Override
    public byte[] head(ListPage page) {
      return listHead("PartialObjectMetadataList", views.representation().metaApiVersion(), page);
    }

    @Override
    public void item(StoredObject object, ChunkBuffer out) {
      out.append(encoded.bytes(object, () -> views.metadata(object.manifest()).toJson()));
    }

    @Override
    public byte[] tail() {
      return ascii("]}\n");
    }
  }

  /** Rows. */
  record Table(ObjectViews views) implements ListForm {
    @Override
    public byte[] head(ListPage page) {
      return views
          .printer()
          .head(
              new ListMetadata(
                  ResourceVersions.text(page.revision()),
                  page.continueToken(),
                  page.remainingItemCount()),
              true);
    }

    @Override
    public void item(StoredObject object, ChunkBuffer out) {
      out.append(views.printer().row(object.manifest(), views.now()));
    }

    @Override
    public byte[] tail() {
      return views.printer().tail();
    }
  }

  /**
   * A message, whose length stands before it: so all items are looked at first, and those that are
   * remembered are not encoded again when they are written.
   */
  record Protobuf(ObjectViews views, EncodedObjects.OfView encoded, ListPage page)
      implements ListForm {
    @Override
    public byte[] head(ListPage listed) {
      long itemBytes = 0;
      for (Iterator<StoredObject> objects = page.iterator(); objects.hasNext(); ) {
        itemBytes += item(objects.next()).length;
      }
      return headOf(views, page).toProtobufListHead(itemBytes);
    }

    private byte[] item(StoredObject object) {
      return encoded.bytes(
          object,
          () -> {
            Manifest manifest = object.manifest();
            return views.representation().view() == Representation.View.FULL
                ? manifest.toProtobufItem()
                : views.metadata(manifest).toProtobufItem();
          });
    }

    @Override
    public void item(StoredObject object, ChunkBuffer out) {
      out.append(item(object));
    }

    @Override
    public Bytes separator() {
      return Bytes.empty();
    }

    @Override
    public byte[] tail() {
      return new byte[0];
    }
  }

  /** A map, in which the number of items stands before them: so they are counted first. */
  record Cbor(ObjectViews views, EncodedObjects.OfView encoded, ListPage page) implements ListForm {
    @Override
    public byte[] head(ListPage listed) {
      int items = 0;
      for (Iterator<StoredObject> objects = page.iterator(); objects.hasNext(); objects.next()) {
        items++;
      }
      return CborForm.listHead(headOf(views, page), items);
    }

    @Override
    public void item(StoredObject object, ChunkBuffer out) {
      out.append(
          encoded.bytes(
              object,
              () ->
                  views.representation().view() == Representation.View.FULL
                      ? CborForm.item(object.manifest())
                      : CborForm.value(views.metadata(object.manifest()))));
    }

    @Override
    public Bytes separator() {
      return Bytes.empty();
    }

    @Override
    public byte[] tail() {
      return CborForm.listTail(headOf(views, page));
    }
  }

  private static Manifest headOf(ObjectViews views, ListPage page) {
    boolean full = views.representation().view() == Representation.View.FULL;
    return headOf(
        full ? views.type().listKind() : "PartialObjectMetadataList",
        full ? views.type().apiVersion() : views.representation().metaApiVersion(),
        page);
  }

  private static byte[] listHead(String kind, String apiVersion, ListPage page) {
    String json = new String(headOf(kind, apiVersion, page).toJson(), StandardCharsets.UTF_8);
    // The object stays open for its items.
    return (json.substring(0, json.length() - 1) + ",\"items\":[").getBytes(StandardCharsets.UTF_8);
  }

  private static Manifest headOf(String kind, String apiVersion, ListPage page) {
    return Manifest.empty()
        .edit(
            editor -> {
              editor.setText(ResourceVersions.text(page.revision()), "metadata", "resourceVersion");
              if (!page.continueToken().isEmpty()) {
                editor.setText(page.continueToken(), "metadata", "continue");
              }
              Long remaining = page.remainingItemCount();
              if (remaining != null) {
                editor.setInteger(remaining, "metadata", "remainingItemCount");
              }
              editor.setText(kind, "kind").setText(apiVersion, "apiVersion");
            });
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
