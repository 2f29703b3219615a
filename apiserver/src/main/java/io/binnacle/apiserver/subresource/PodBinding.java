package io.binnacle.apiserver.subresource;

import io.binnacle.apiserver.registry.ResourceRegistry;
import io.binnacle.apiserver.registry.operation.UpdateWish;
import io.binnacle.apiserver.registry.operation.WriteOptions;
import io.binnacle.manifests.GroupVersionKind;
import io.binnacle.manifests.GroupVersionResource;
import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.ObjectKey;
import io.binnacle.manifests.meta.Timestamp;
import io.binnacle.manifests.status.FieldError;
import io.binnacle.manifests.status.GroupResource;
import io.binnacle.manifests.status.Status;
import io.binnacle.manifests.status.StatusException;
import io.binnacle.manifests.type.ResourceType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import reactor.core.publisher.Mono;

/**
 * Gives a pod its node, once: what a scheduler does (SUB-10, SUB-11). Whether the node exists is
 * not asked, as a scheduler may know of it before this server does.
 */
public final class PodBinding implements PostedSubresource {
  private static final GroupVersionResource PODS = new GroupVersionResource("", "v1", "pods");
  private static final GroupVersionKind BINDING = new GroupVersionKind("", "v1", "Binding");
  private static final GroupResource BOUND_PODS = new GroupResource("", "pods/binding");

  private final ResourceRegistry registry;
  private final LongSupplier epochSeconds;

  public PodBinding(ResourceRegistry registry, LongSupplier epochSeconds) {
    this.registry = registry;
    this.epochSeconds = epochSeconds;
  }

  @Override
  public Mono<Manifest> carryOut(Posted posted) {
    String named = posted.sent().name();
    if (!named.isEmpty() && !named.equals(posted.key().name())) {
      return Mono.error(
          new StatusException(
              Status.badRequest("name in URL does not match name in Binding object")));
    }
    return bind(posted.key(), posted.sent(), posted.options());
  }

  /** A Binding that was posted to its namespace rather than to its pod. */
  public Mono<Manifest> bindNamed(String namespace, Manifest binding) {
    if (binding.name().isEmpty()) {
      return Mono.error(
          new StatusException(
              Status.invalid(
                  BINDING.groupKind(), "", List.of(FieldError.required("metadata.name", "")))));
    }
    return bind(new ObjectKey(namespace, binding.name()), binding, WriteOptions.PLAIN);
  }

  private Mono<Manifest> bind(ObjectKey pod, Manifest binding, WriteOptions options) {
    checkTarget(pod, binding);
    UpdateWish wish =
        UpdateWish.of(
            pods(), pod, UpdateWish.Part.BINDING, current -> bound(current, binding, pod.name()));
    return registry.update(wish, options).thenReturn(PostedAnswers.success());
  }

  private static void checkTarget(ObjectKey pod, Manifest binding) {
    String kind = binding.textOrEmpty("target", "kind");
    List<FieldError> errors = new ArrayList<>();
    if (!kind.isEmpty() && !kind.equals("Node")) {
      errors.add(FieldError.notSupported("target.kind", kind, List.of("Node", "<empty>")));
    }
    if (binding.textOrEmpty("target", "name").isEmpty()) {
      errors.add(FieldError.required("target.name", ""));
    }
    if (!errors.isEmpty()) {
      throw new StatusException(Status.invalid(BINDING.groupKind(), pod.name(), errors));
    }
  }

  private Manifest bound(Manifest pod, Manifest binding, String name) {
    String wantedUid = binding.uid();
    if (!wantedUid.isEmpty() && !wantedUid.equals(pod.uid())) {
      throw conflict(
          name,
          "Precondition failed: UID in precondition: %s, UID in object meta: %s"
              .formatted(wantedUid, pod.uid()));
    }
    if (pod.has("metadata", "deletionTimestamp")) {
      throw conflict(name, "pod " + name + " is being deleted, cannot be assigned to a host");
    }
    String node = pod.textOrEmpty("spec", "nodeName");
    if (!node.isEmpty()) {
      throw conflict(name, "pod " + name + " is already assigned to node \"" + node + "\"");
    }
    if (!pod.items("spec", "schedulingGates").isEmpty()) {
      throw conflict(name, "pod " + name + " has non-empty .spec.schedulingGates");
    }
    List<Manifest> conditions = scheduled(pod);
    return pod.edit(
        editor -> {
          editor
              .setText(binding.textOrEmpty("target", "name"), "spec", "nodeName")
              .setItems(conditions, "status", "conditions");
          binding
              .annotations()
              .forEach((key, text) -> editor.setText(text, "metadata", "annotations", key));
        });
  }

  /** The conditions of the pod, and that it has a node now. */
  private List<Manifest> scheduled(Manifest pod) {
    List<Manifest> conditions = new ArrayList<>();
    for (Manifest each : pod.items("status", "conditions")) {
      if (!each.textOrEmpty("type").equals("PodScheduled")) {
        conditions.add(each);
      }
    }
    String now = Timestamp.ofEpochSecond(epochSeconds.getAsLong());
    conditions.add(
        Manifest.empty()
            .edit(
                editor ->
                    editor
                        .setText("PodScheduled", "type")
                        .setText("True", "status")
                        .setText(now, "lastTransitionTime")));
    return conditions;
  }

  private static StatusException conflict(String name, String why) {
    return new StatusException(Status.conflict(BOUND_PODS, name, why));
  }

  private ResourceType pods() {
    ResourceType type = registry.catalogue().find(PODS);
    if (type == null) {
      throw new StatusException(Status.pathNotFound());
    }
    return type;
  }
}
