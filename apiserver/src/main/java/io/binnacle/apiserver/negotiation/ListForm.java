package io.binnacle.apiserver.negotiation;

import io.binnacle.apiserver.registry.listing.ListPage;
import io.binnacle.apiserver.storage.ResourceVersions;
import io.binnacle.apiserver.storage.StoredObject;
import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.printing.ListMetadata;
import java.nio.charset.StandardCharsets;

/** The JSON of a list: what stands before, between and behind its items. */
sealed interface ListForm {
  byte[] head(ListPage page);

  void item(StoredObject object, ChunkBuffer out);

  byte[] tail();

  static ListForm of(ObjectViews views) {
    return switch (views.representation().view()) {
      case FULL -> new Stored(views);
      case METADATA -> new Metadata(views);
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
  record Metadata(ObjectViews views) implements ListForm {
    @Override
    public byte[] head(ListPage page) {
      return listHead("PartialObjectMetadataList", views.representation().metaApiVersion(), page);
    }

    @Override
    public void item(StoredObject object, ChunkBuffer out) {
      out.append(views.metadata(object.manifest()).toJson());
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

  private static byte[] listHead(String kind, String apiVersion, ListPage page) {
    Manifest head =
        Manifest.empty()
            .edit(
                editor -> {
                  editor.setText(
                      ResourceVersions.text(page.revision()), "metadata", "resourceVersion");
                  if (!page.continueToken().isEmpty()) {
                    editor.setText(page.continueToken(), "metadata", "continue");
                  }
                  Long remaining = page.remainingItemCount();
                  if (remaining != null) {
                    editor.setInteger(remaining, "metadata", "remainingItemCount");
                  }
                  editor.setText(kind, "kind").setText(apiVersion, "apiVersion");
                });
    String json = new String(head.toJson(), StandardCharsets.UTF_8);
    // The object stays open for its items.
    return (json.substring(0, json.length() - 1) + ",\"items\":[").getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
