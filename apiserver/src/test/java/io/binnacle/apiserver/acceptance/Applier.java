package io.binnacle.apiserver.acceptance;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.ServerSideApplicable;
import io.kubernetes.client.custom.V1Patch;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.models.V1Status;
import io.kubernetes.client.util.generic.KubernetesApiResponse;
import io.kubernetes.client.util.generic.dynamic.DynamicKubernetesApi;
import io.kubernetes.client.util.generic.dynamic.DynamicKubernetesObject;
import io.kubernetes.client.util.generic.options.PatchOptions;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Server-side apply as a client library does it. */
@FunctionalInterface
interface Applier {
  /** A manager applies a manifest in JSON. */
  Result apply(AppliedKind kind, String manifest, String manager, boolean force);

  /**
   * What came of it.
   *
   * @param object as it is now; null where it was refused
   * @param code of the refusal
   * @param causes of a conflict: reason, field and message
   */
  record Result(@Nullable JsonNode object, int code, List<String> causes) {
    static Result done(String json) {
      return new Result(JsonMapper.shared().readTree(json), 200, List.of());
    }

    JsonNode at(String pointer) {
      return Objects.requireNonNull(object, this::toString).at(pointer);
    }
  }

  /** With the typed models, as {@code resource(...).serverSideApply()}. */
  static Applier fabric8(KubernetesClient client) {
    return (_, manifest, manager, force) -> {
      try {
        ServerSideApplicable<HasMetadata> resource =
            client.resource(manifest).fieldManager(manager);
        HasMetadata applied = (force ? resource.forceConflicts() : resource).serverSideApply();
        return Result.done(client.getKubernetesSerialization().asJson(applied));
      } catch (KubernetesClientException e) {
        return new Result(
            null,
            e.getCode(),
            e.getStatus().getDetails().getCauses().stream()
                .map(each -> each.getReason() + " " + each.getField() + " " + each.getMessage())
                .toList());
      }
    };
  }

  /** As a patch of the type {@code application/apply-patch+yaml} for objects of any kind. */
  static Applier official(ApiClient client) {
    return (kind, manifest, manager, force) -> {
      DynamicKubernetesApi api =
          new DynamicKubernetesApi(kind.group(), kind.version(), kind.resource(), client);
      PatchOptions options = new PatchOptions();
      options.setFieldManager(manager);
      options.setForce(force);
      V1Patch patch = new V1Patch(manifest);
      String form = V1Patch.PATCH_FORMAT_APPLY_YAML;
      String name = kind.name();
      KubernetesApiResponse<DynamicKubernetesObject> response =
          kind.namespaced()
              ? api.patch(AppliedKind.NAMESPACE, name, form, patch, options)
              : api.patch(name, form, patch, options);
      if (response.isSuccess()) {
        return Result.done(response.getObject().getRaw().toString());
      }
      V1Status status = response.getStatus();
      return new Result(
          null,
          response.getHttpStatusCode(),
          status.getDetails().getCauses().stream()
              .map(each -> each.getReason() + " " + each.getField() + " " + each.getMessage())
              .toList());
    };
  }
}
