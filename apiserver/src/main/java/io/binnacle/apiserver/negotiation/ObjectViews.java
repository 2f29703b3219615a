package io.binnacle.apiserver.negotiation;

import io.binnacle.apiserver.storage.ResourceVersions;
import io.binnacle.apiserver.storage.StoredObject;
import io.binnacle.consensus.base.Bytes;
import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.convert.wire.cbor.CborForm;
import io.binnacle.manifests.printing.IncludeObject;
import io.binnacle.manifests.printing.ListMetadata;
import io.binnacle.manifests.printing.TableColumn;
import io.binnacle.manifests.printing.TablePrinter;
import io.binnacle.manifests.status.Status;
import io.binnacle.manifests.type.ResourceType;
import io.binnacle.store.Revision;
import java.util.List;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Writes single objects of a type in one representation. */
public final class ObjectViews {
  private static final Bytes NEWLINE = Bytes.ofUtf8("\n");

  /** PRINT-07: the columns of an answer that is no object. */
  private static final List<TableColumn> STATUS_COLUMNS =
      List.of(
          new TableColumn("Status", "string", "", "Whether it went well.", 0, ".status"),
          new TableColumn("Reason", "string", "", "Why not, in one word.", 0, ".reason"),
          new TableColumn("Message", "string", "", "Why not, for people.", 0, ".message"));

  private final ResourceType type;
  private final Representation representation;
  private final IncludeObject includeObject;
  private final @Nullable TablePrinter printer;
  private final LongSupplier epochSeconds;

  /**
   * @param includeObject what the rows of a Table carry
   */
  public ObjectViews(
      ResourceType type,
      Representation representation,
      IncludeObject includeObject,
      LongSupplier epochSeconds) {
    this.type = type;
    this.representation = representation;
    this.includeObject = includeObject;
    // Its columns are read from their texts, which is too much for every answer in JSON.
    this.printer =
        representation.view() == Representation.View.TABLE ? printerOf(includeObject) : null;
    this.epochSeconds = epochSeconds;
  }

  private TablePrinter printerOf(IncludeObject rowsCarry) {
    TablePrinter plain =
        TablePrinter.of(type.columns(), representation.metaApiVersion(), rowsCarry);
    ResourceType.SharedStorage shared = type.sharedStorage();
    return shared == null ? plain : plain.lookingAt(shared.conversion()::toStored);
  }

  public ResourceType type() {
    return type;
  }

  public Representation representation() {
    return representation;
  }

  /** The same text for views that write the same bytes. */
  public String viewIdentity() {
    return representation.form()
        + " "
        + representation.view()
        + " "
        + representation.metaApiVersion()
        + " "
        + includeObject;
  }

  /** Of a view as Table only. */
  TablePrinter printer() {
    return Objects.requireNonNull(printer, "a Table is printed that nobody has asked for");
  }

  long now() {
    return epochSeconds.getAsLong();
  }

  public String contentType() {
    return representation.form().mediaType();
  }

  /** WATCH-03: lines of JSON are what everybody expects; frames say that they are some. */
  public String streamContentType() {
    return switch (representation.form()) {
      case JSON, YAML -> contentType();
      case PROTOBUF -> contentType() + ";stream=watch";
      case CBOR -> contentType() + "-seq";
    };
  }

  /** A whole answer. */
  public Bytes object(StoredObject object) {
    if (representation.isStoredForm()) {
      ChunkBuffer out = new ChunkBuffer(object.jsonLengthMax() + NEWLINE.length());
      out.appendObject(object);
      out.append(NEWLINE);
      return out.take(0);
    }
    return object(object.manifest());
  }

  /** A whole answer made of an object that is not stored as it is, such as a Scale. */
  public Bytes object(Manifest object) {
    Manifest viewed =
        switch (representation.view()) {
          case FULL -> object;
          case METADATA -> metadata(object);
          case TABLE -> null;
        };
    if (viewed != null) {
      return write(viewed);
    }
    ListMetadata list = new ListMetadata(object.resourceVersion(), "", null);
    return table(printer().table(List.of(object), list, true, now()));
  }

  /** A whole list of objects that are not stored. */
  public Bytes list(List<Manifest> objects) {
    if (representation.view() == Representation.View.TABLE) {
      return table(printer().table(objects, new ListMetadata("", "", null), true, now()));
    }
    boolean full = representation.view() == Representation.View.FULL;
    Manifest head =
        Manifest.empty()
            .edit(
                editor ->
                    editor
                        .setText(full ? type.listKind() : "PartialObjectMetadataList", "kind")
                        .setText(
                            full ? type.apiVersion() : representation.metaApiVersion(),
                            "apiVersion")
                        .setObject(Manifest.empty(), "metadata"));
    List<Manifest> items = objects.stream().map(full ? this::asItem : this::metadata).toList();
    if (representation.form() != Representation.Form.PROTOBUF) {
      return write(head.edit(editor -> editor.setItems(items, "items")));
    }
    List<Manifest> typed = full ? objects : items;
    Bytes all =
        typed.stream()
            .map(each -> Bytes.wrap(each.toProtobufItem()))
            .reduce(Bytes.empty(), Bytes::concat);
    return Bytes.wrap(head.toProtobufListHead(all.length())).concat(all);
  }

  /** NEG-11. */
  private Manifest asItem(Manifest object) {
    return object.edit(editor -> editor.remove("apiVersion").remove("kind"));
  }

  /** The answer to what was done and has no object to show. */
  public Bytes status(Status status) {
    if (representation.view() != Representation.View.TABLE) {
      return representation.form() == Representation.Form.JSON
          ? Bytes.wrap(status.toJson())
          : write(Trees.parse(status.toJson()));
    }
    TablePrinter columns =
        TablePrinter.of(STATUS_COLUMNS, representation.metaApiVersion(), IncludeObject.NONE);
    ListMetadata none = new ListMetadata("", "", null);
    return table(columns.table(List.of(Trees.parse(status.toJson())), none, true, now()));
  }

  Bytes write(Manifest object) {
    return switch (representation.form()) {
      case JSON -> Bytes.wrap(object.toJson()).concat(NEWLINE);
      case YAML -> Bytes.wrap(object.toYaml());
      case PROTOBUF -> Bytes.wrap(object.toProtobuf());
      case CBOR -> Bytes.wrap(CborForm.document(object));
    };
  }

  private Bytes table(byte[] json) {
    return switch (representation.form()) {
      case JSON -> Bytes.wrap(json).concat(NEWLINE);
      case YAML, PROTOBUF, CBOR -> write(Trees.parse(json));
    };
  }

  /** NEG-25. */
  Manifest metadata(Manifest object) {
    return Manifest.empty()
        .edit(
            editor ->
                editor
                    .setText(representation.metaApiVersion(), "apiVersion")
                    .setText("PartialObjectMetadata", "kind")
                    .copyFrom(object, "metadata"));
  }

  /**
   * The object of a watch event: JSON, protobuf in its envelope, or a document of CBOR.
   *
   * @param first whether it is the first of its watch: only then a Table names its columns
   *     (WATCH-50)
   */
  public byte[] eventObject(StoredObject object, boolean first) {
    return eventObject(object.manifest(), first);
  }

  /** The object of a bookmark: nothing but kind and resourceVersion (WATCH-30, WATCH-32). */
  public byte[] bookmark(Revision revision, boolean endsInitialEvents, boolean first) {
    Manifest bookmark =
        Manifest.empty()
            .edit(
                editor -> {
                  editor.setText(type.apiVersion(), "apiVersion").setText(type.kind(), "kind");
                  editor.setText(ResourceVersions.text(revision), "metadata", "resourceVersion");
                  if (endsInitialEvents) {
                    editor.setText("true", "metadata", "annotations", "k8s.io/initial-events-end");
                  }
                });
    if (representation.view() == Representation.View.TABLE) {
      // Its metadata is what a bookmark is for, so it is there whatever rows of objects carry.
      return tableOf(printerOf(IncludeObject.METADATA), bookmark, first);
    }
    return eventObject(bookmark, first);
  }

  private byte[] eventObject(Manifest object, boolean first) {
    return switch (representation.view()) {
      case FULL -> eventBytes(object);
      case METADATA -> eventBytes(metadata(object));
      case TABLE -> tableOf(printer(), object, first);
    };
  }

  /** The error that ends a watch, written as its events are (WATCH-36). */
  public byte[] eventStatus(Status status) {
    return representation.form() == Representation.Form.JSON
        ? status.toJson()
        : eventBytes(Trees.parse(status.toJson()));
  }

  private byte[] eventBytes(Manifest object) {
    return switch (representation.form()) {
      case JSON, YAML -> object.toJson();
      case PROTOBUF -> object.toProtobuf();
      case CBOR -> CborForm.document(object);
    };
  }

  /** A whole event, with whatever parts it from the next one (WATCH-02, WATCH-03). */
  public byte[] frame(String type, byte[] object) {
    return switch (representation.form()) {
      case PROTOBUF -> Manifest.protobufEvent(type, object);
      case CBOR -> CborForm.event(type, object);
      case JSON, YAML -> throw new IllegalStateException("lines are written where they are sent");
    };
  }

  private byte[] tableOf(TablePrinter by, Manifest object, boolean first) {
    ListMetadata list = new ListMetadata(object.resourceVersion(), "", null);
    byte[] json = by.table(List.of(object), list, first, now());
    return representation.form() == Representation.Form.CBOR
        ? CborForm.document(Trees.parse(json))
        : json;
  }
}
