package io.binnacle.apiserver.registry.rules;

import io.binnacle.apiserver.registry.operation.DeleteOptions;
import io.binnacle.apiserver.registry.strategy.Propagation;
import io.binnacle.apiserver.registry.strategy.Strategy;
import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.meta.Timestamp;
import io.binnacle.manifests.status.Status;
import io.binnacle.manifests.status.StatusException;
import io.binnacle.manifests.type.ResourceType;
import java.util.ArrayList;
import java.util.List;

/** What a deletion makes of an object (DEL-03 to DEL-07). */
public final class DeletionRules {
  static final String FOREGROUND_FINALIZER = "foregroundDeletion";
  static final String ORPHAN_FINALIZER = "orphan";

  private DeletionRules() {}

  public static boolean isDeleting(Manifest object) {
    return object.text("metadata", "deletionTimestamp") != null;
  }

  /** Whether an object that is being deleted has to stay for now. */
  public static boolean isHeld(Strategy strategy, Manifest object) {
    return !object.finalizers().isEmpty()
        || strategy.isHeldBack(object)
        || object.integerOr(0, "metadata", "deletionGracePeriodSeconds") > 0;
  }

  /**
   * @throws StatusException 409 where it is not the object that the client means (DEL-03)
   */
  public static void checkPreconditions(ResourceType type, Manifest object, DeleteOptions options) {
    if (!options.uid().isEmpty() && !options.uid().equals(object.uid())) {
      throw new StatusException(
          MetadataRules.uidConflict(type, object.name(), options.uid(), object.uid()));
    }
    if (!options.resourceVersion().isEmpty()
        && !options.resourceVersion().equals(object.resourceVersion())) {
      throw new StatusException(
          Status.conflict(
              type.resource().groupResource(),
              object.name(),
              "Precondition failed: ResourceVersion in precondition: "
                  + options.resourceVersion()
                  + ", ResourceVersion in object meta: "
                  + object.resourceVersion()));
    }
  }

  /** The object as it is once the deletion was asked for; the same when nothing changes by it. */
  public static Manifest begin(
      ResourceType type, Strategy strategy, Manifest object, DeleteOptions options, long now) {
    Manifest wanted = withFinalizers(type, strategy, object, options);
    long grace = Math.max(0, strategy.gracePeriodSeconds(object, options.gracePeriodSeconds()));
    if (!isDeleting(object)) {
      Manifest marked = mark(wanted, now, grace);
      return strategy.markDeleting(
          object.integerOr(0, "metadata", "generation") > 0
              ? MetadataRules.nextGeneration(marked)
              : marked);
    }
    long former = object.integerOr(0, "metadata", "deletionGracePeriodSeconds");
    return grace < former ? shorten(wanted, grace, former) : wanted;
  }

  private static Manifest mark(Manifest object, long now, long grace) {
    return object.edit(
        editor ->
            editor
                .setText(Timestamp.ofEpochSecond(now + grace), "metadata", "deletionTimestamp")
                .setInteger(grace, "metadata", "deletionGracePeriodSeconds"));
  }

  /** A later delete may shorten the grace, counted from the first one (DEL-06). */
  private static Manifest shorten(Manifest object, long grace, long former) {
    Long ends = Timestamp.epochSecond(object.textOrEmpty("metadata", "deletionTimestamp"));
    return ends == null ? mark(object, 0, grace) : mark(object, ends - former, grace);
  }

  private static Manifest withFinalizers(
      ResourceType type, Strategy strategy, Manifest object, DeleteOptions options) {
    List<String> finalizers = new ArrayList<>(object.finalizers());
    Propagation propagation = options.propagation();
    if (propagation == null) {
      boolean decided =
          finalizers.contains(FOREGROUND_FINALIZER) || finalizers.contains(ORPHAN_FINALIZER);
      if (decided || type.plural().equals("events")) {
        return object;
      }
      propagation = strategy.defaultPropagation();
    }
    finalizers.remove(FOREGROUND_FINALIZER);
    finalizers.remove(ORPHAN_FINALIZER);
    switch (propagation) {
      case BACKGROUND -> {}
      case FOREGROUND -> finalizers.add(FOREGROUND_FINALIZER);
      case ORPHAN -> finalizers.add(ORPHAN_FINALIZER);
    }
    if (finalizers.equals(object.finalizers())) {
      return object;
    }
    return finalizers.isEmpty()
        ? object.edit(editor -> editor.remove("metadata", "finalizers"))
        : object.edit(editor -> editor.setTexts(finalizers, "metadata", "finalizers"));
  }
}
