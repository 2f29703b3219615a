package io.binnacle.apiserver.registry.ownership;

import io.binnacle.apiserver.registry.operation.UpdateWish;
import io.binnacle.apiserver.registry.operation.WriteOptions;
import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.apply.OwnedWrite;
import io.binnacle.manifests.apply.ServerSideApply;
import io.binnacle.manifests.apply.UpdateTracking;
import io.binnacle.manifests.fieldpath.FieldSet;
import io.binnacle.manifests.fieldpath.MalformedFieldsException;
import io.binnacle.manifests.fieldpath.ManagedFields;
import io.binnacle.manifests.fieldpath.ManagedFieldsEntry;
import io.binnacle.manifests.meta.Timestamp;
import io.binnacle.manifests.type.ResourceType;
import io.binnacle.manifests.type.TypeCatalogue;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Keeps managedFields of all objects that are written (SSA-10 to SSA-23). */
public final class FieldOwnership {
  private static final String METADATA = "metadata";
  private static final String FIELD = "managedFields";

  private final Supplier<TypeCatalogue> catalogue;
  private final LongSupplier epochSeconds;

  public FieldOwnership(Supplier<TypeCatalogue> catalogue, LongSupplier epochSeconds) {
    this.catalogue = catalogue;
    this.epochSeconds = epochSeconds;
  }

  /** A new object with its one owner. */
  public Manifest born(ResourceType type, WriteOptions options, Manifest created) {
    OwnedWrite write = write(type, UpdateWish.Part.MAIN, options);
    return UpdateTracking.born(write, created).putInto(created);
  }

  /** A new object that is applied. */
  public ServerSideApply.Result applyNew(
      ResourceType type, WriteOptions options, Manifest applied) {
    return ServerSideApply.create(write(type, UpdateWish.Part.MAIN, options), applied);
  }

  /**
   * @throws io.binnacle.manifests.status.StatusException 409 for conflicts
   */
  public ServerSideApply.Result apply(
      UpdateWish wish, WriteOptions options, UpdateWish.Change.Applied change, Manifest live) {
    OwnedWrite write = write(wish.type(), wish.part(), options);
    return ServerSideApply.apply(write, ownersOf(live), live, change.object(), change.force());
  }

  /**
   * The applied object with the owners that came of it; with those that it had where nothing but a
   * time is different (SSA-06).
   *
   * @param object as it will be stored, with the owners of the old one
   */
  public Manifest applied(ManagedFields owners, Manifest object, Manifest old) {
    boolean same = object.equals(old.edit(editor -> editor.remove(METADATA, "resourceVersion")));
    return same && owners.sameButForTimes(ownersOf(old)) ? object : owners.putInto(object);
  }

  /**
   * The updated object with its owners.
   *
   * @param sent what the client wants, whose managedFields may be a wish too (SSA-20)
   * @param object as it will be stored, with the owners of the old one
   */
  // Owners that nothing has happened to come back as they are.
  @SuppressWarnings("ReferenceEquality")
  public Manifest updated(
      UpdateWish wish, WriteOptions options, Manifest sent, Manifest object, Manifest old) {
    if (wish.part() == UpdateWish.Part.BINDING) {
      // The place of a pod belongs to nobody: as with kube-apiserver, a scheduler does not own it.
      return object;
    }
    boolean wishes =
        wish.part() == UpdateWish.Part.MAIN
            && sent.has(METADATA, FIELD)
            && !sent.sameAt(old, METADATA, FIELD);
    if (wishes && ManagedFields.isReset(sent)) {
      return object.edit(editor -> editor.remove(METADATA, FIELD));
    }
    ManagedFields before = wishes ? wishedOwners(sent, old) : ownersOf(old);
    if (before.entries().isEmpty()) {
      // SSA-16: nobody has tracked it so far, and an update does not begin.
      return object;
    }
    OwnedWrite write = write(wish.type(), wish.part(), options);
    ManagedFields after = UpdateTracking.updated(write, before, old, object);
    return after == before && !wishes ? object : after.putInto(object);
  }

  /** What cannot be read was not meant: the owners stay as they are. */
  private static ManagedFields wishedOwners(Manifest sent, Manifest old) {
    try {
      ManagedFields wished = ManagedFields.of(sent);
      for (ManagedFieldsEntry entry : wished.entries()) {
        entry.fields();
      }
      return wished.entries().isEmpty() ? ownersOf(old) : wished;
    } catch (MalformedFieldsException _) {
      return ownersOf(old);
    }
  }

  private static ManagedFields ownersOf(Manifest object) {
    try {
      return ManagedFields.of(object);
    } catch (MalformedFieldsException _) {
      return ManagedFields.NONE;
    }
  }

  private OwnedWrite write(ResourceType type, UpdateWish.Part part, WriteOptions options) {
    return new OwnedWrite(
        ServedVersions.of(catalogue.get(), type),
        options.fieldManager(),
        part.subresource(),
        Timestamp.ofEpochSecond(epochSeconds.getAsLong()),
        reset(type, part));
  }

  /** SSA-14: the same parts that {@code UpdateParts} keeps as they were. */
  private static FieldSet reset(ResourceType type, UpdateWish.Part part) {
    return switch (part) {
      case MAIN, SCALE ->
          type.hasStatus() ? FieldSet.ofFields(List.of(List.of("status"))) : FieldSet.EMPTY;
      case STATUS, APPROVAL -> allBut(type, "status");
      case FINALIZE, BINDING, EPHEMERAL_CONTAINERS, RESIZE -> allBut(type, "spec");
    };
  }

  private static FieldSet allBut(ResourceType type, String written) {
    List<List<String>> others = new ArrayList<>();
    for (String name : type.schema().properties().keySet()) {
      if (!name.equals(written) && !name.equals(METADATA)) {
        others.add(List.of(name));
      }
    }
    return FieldSet.ofFields(others);
  }
}
