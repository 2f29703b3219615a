package io.binnacle.apiserver.authorization;

import io.binnacle.apiserver.authorization.AccessAttributes.Target;
import io.binnacle.apiserver.registry.strategy.VirtualResource;
import io.binnacle.apiserver.request.UserInfo;
import io.binnacle.manifests.GroupVersionResource;
import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.status.FieldError;
import io.binnacle.manifests.status.GroupKind;
import io.binnacle.manifests.status.Status;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * The kinds by which somebody asks what somebody may do, answered by the authorizer that also
 * decides about requests (AUTHZ-11, AUTHZ-12, AUTHN-14).
 */
public final class AccessReviews {
  private static final String AUTHORIZATION = "authorization.k8s.io";

  private final Authorizer authorizer;

  public AccessReviews(Authorizer authorizer) {
    this.authorizer = authorizer;
  }

  public Map<GroupVersionResource, VirtualResource> all() {
    Map<GroupVersionResource, VirtualResource> reviews = new LinkedHashMap<>();
    reviews.put(review("selfsubjectaccessreviews"), this::ofCaller);
    reviews.put(review("subjectaccessreviews"), this::ofSomebody);
    reviews.put(review("localsubjectaccessreviews"), this::ofSomebody);
    reviews.put(review("selfsubjectrulesreviews"), this::rulesOfCaller);
    reviews.put(
        new GroupVersionResource("authentication.k8s.io", "v1", "selfsubjectreviews"),
        (user, _, sent) -> Mono.fromSupplier(() -> whoAmI(user, sent)));
    return reviews;
  }

  private static GroupVersionResource review(String resource) {
    return new GroupVersionResource(AUTHORIZATION, "v1", resource);
  }

  private Mono<Manifest> ofCaller(UserInfo user, String namespace, Manifest sent) {
    return Mono.fromSupplier(() -> decided(user, sent));
  }

  private Mono<Manifest> ofSomebody(UserInfo user, String namespace, Manifest sent) {
    return Mono.fromSupplier(() -> decided(subjectOf(sent, namespace), sent));
  }

  private static UserInfo subjectOf(Manifest sent, String namespace) {
    String asked = text(sent, "spec", "resourceAttributes", "namespace");
    if (!namespace.isEmpty() && !asked.equals(namespace)) {
      throw invalid(
          sent,
          FieldError.invalid(
              "spec.resourceAttributes.namespace", asked, "must match metadata.namespace"));
    }
    String name = text(sent, "spec", "user");
    List<String> groups = sent.texts("spec", "groups");
    if (name.isEmpty() && groups.isEmpty()) {
      throw invalid(
          sent,
          FieldError.required("spec.user", "at least one of user or group must be specified"));
    }
    return new UserInfo(name, text(sent, "spec", "uid"), groups, Collections.emptyMap());
  }

  private Manifest decided(UserInfo subject, Manifest sent) {
    boolean ofResource = sent.has("spec", "resourceAttributes");
    boolean ofPath = sent.has("spec", "nonResourceAttributes");
    if (ofResource == ofPath) {
      String detail =
          "exactly one of nonResourceAttributes or resourceAttributes must be specified";
      throw invalid(sent, FieldError.required("spec.resourceAttributes", detail));
    }
    Decision decision =
        authorizer.decide(
            ofResource ? resourceAttributes(subject, sent) : pathAttributes(subject, sent));
    return sent.edit(
        editor -> {
          editor.remove("status");
          editor.setBoolean(decision.isAllowed(), "status", "allowed");
          if (!decision.reason().isEmpty()) {
            editor.setText(decision.reason(), "status", "reason");
          }
        });
  }

  private static AccessAttributes resourceAttributes(UserInfo subject, Manifest sent) {
    return new AccessAttributes(
        subject,
        text(sent, "spec", "resourceAttributes", "verb"),
        new Target.Resource(
            text(sent, "spec", "resourceAttributes", "group"),
            text(sent, "spec", "resourceAttributes", "version"),
            text(sent, "spec", "resourceAttributes", "resource"),
            text(sent, "spec", "resourceAttributes", "subresource"),
            text(sent, "spec", "resourceAttributes", "namespace"),
            text(sent, "spec", "resourceAttributes", "name")));
  }

  private static AccessAttributes pathAttributes(UserInfo subject, Manifest sent) {
    return new AccessAttributes(
        subject,
        text(sent, "spec", "nonResourceAttributes", "verb"),
        new Target.Path(text(sent, "spec", "nonResourceAttributes", "path")));
  }

  /** Until there are roles, the rules are those of the groups that have rights by themselves. */
  private Mono<Manifest> rulesOfCaller(UserInfo user, String namespace, Manifest sent) {
    return Mono.fromSupplier(
        () -> {
          boolean everything = user.groups().contains(BootstrapAuthorizer.MASTERS);
          return sent.edit(
              editor -> {
                editor.remove("status");
                editor.setItems(
                    everything ? List.of(everyResource(sent)) : List.of(),
                    "status",
                    "resourceRules");
                editor.setItems(
                    List.of(everything ? everyPath(sent) : publicPaths(sent)),
                    "status",
                    "nonResourceRules");
                editor.setBoolean(false, "status", "incomplete");
              });
        });
  }

  private static Manifest everyResource(Manifest any) {
    List<String> all = List.of("*");
    return empty(any)
        .edit(
            editor -> {
              editor.setTexts(all, "verbs");
              editor.setTexts(all, "apiGroups");
              editor.setTexts(all, "resources");
            });
  }

  private static Manifest everyPath(Manifest any) {
    List<String> all = List.of("*");
    return empty(any)
        .edit(
            editor -> {
              editor.setTexts(all, "verbs");
              editor.setTexts(all, "nonResourceURLs");
            });
  }

  private static Manifest publicPaths(Manifest any) {
    return empty(any)
        .edit(
            editor -> {
              editor.setTexts(List.of("get"), "verbs");
              editor.setTexts(BootstrapAuthorizer.readablePaths(), "nonResourceURLs");
            });
  }

  private static Manifest empty(Manifest any) {
    return any.edit(
        editor -> {
          editor.remove("apiVersion");
          editor.remove("kind");
          editor.remove("metadata");
          editor.remove("spec");
          editor.remove("status");
        });
  }

  private static Manifest whoAmI(UserInfo user, Manifest sent) {
    return sent.edit(
        editor -> {
          editor.remove("status");
          editor.setText(user.name(), "status", "userInfo", "username");
          if (!user.uid().isEmpty()) {
            editor.setText(user.uid(), "status", "userInfo", "uid");
          }
          editor.setTexts(user.groups(), "status", "userInfo", "groups");
          user.extra()
              .forEach(
                  (name, values) -> editor.setTexts(values, "status", "userInfo", "extra", name));
        });
  }

  private static String text(Manifest manifest, String... path) {
    @Nullable String found = manifest.text(path);
    return found == null ? "" : found;
  }

  private static RuntimeException invalid(Manifest sent, FieldError error) {
    return Status.invalid(new GroupKind(AUTHORIZATION, sent.kind()), "", List.of(error))
        .toException();
  }
}
