package io.binnacle.apiserver.registry.builtin;

import io.binnacle.apiserver.authorization.AccessAttributes;
import io.binnacle.apiserver.authorization.Authorizer;
import io.binnacle.apiserver.authorization.Decision;
import io.binnacle.apiserver.registry.strategy.VirtualResource;
import io.binnacle.apiserver.request.UserInfo;
import io.binnacle.manifests.GroupVersionResource;
import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.status.Status;
import io.binnacle.manifests.status.StatusException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import reactor.core.publisher.Mono;

/** Questions about what somebody may do, and who is asking (RES-04, SUB-52). */
public final class AccessReviews {
  private static final String GROUP = "authorization.k8s.io";

  private final Authorizer authorizer;

  private AccessReviews(Authorizer authorizer) {
    this.authorizer = authorizer;
  }

  /** The kinds that are answered instead of stored. */
  public static Map<GroupVersionResource, VirtualResource> answeredBy(Authorizer authorizer) {
    AccessReviews reviews = new AccessReviews(authorizer);
    Map<GroupVersionResource, VirtualResource> all = new LinkedHashMap<>();
    all.put(resource("selfsubjectaccessreviews"), reviews::ofSelf);
    all.put(resource("subjectaccessreviews"), reviews::ofSubject);
    all.put(resource("localsubjectaccessreviews"), reviews::ofSubject);
    all.put(resource("selfsubjectrulesreviews"), reviews::rules);
    all.put(
        new GroupVersionResource("authentication.k8s.io", "v1", "selfsubjectreviews"),
        AccessReviews::whoAmI);
    return all;
  }

  private static GroupVersionResource resource(String name) {
    return new GroupVersionResource(GROUP, "v1", name);
  }

  private Mono<Manifest> ofSelf(UserInfo user, String namespace, Manifest sent) {
    return Mono.just(decided(sent, user, ""));
  }

  private Mono<Manifest> ofSubject(UserInfo user, String namespace, Manifest sent) {
    String name = sent.textOrEmpty("spec", "user");
    List<String> groups = sent.texts("spec", "groups");
    if (name.isEmpty() && groups.isEmpty()) {
      return Mono.error(
          new StatusException(
              Status.badRequest("at least one of user or group must be specified")));
    }
    UserInfo subject =
        new UserInfo(name, sent.textOrEmpty("spec", "uid"), groups, new LinkedHashMap<>());
    return Mono.just(decided(sent, subject, namespace));
  }

  private Manifest decided(Manifest sent, UserInfo subject, String namespace) {
    Decision decision = authorizer.decide(attributes(sent, subject, namespace));
    return sent.edit(
        editor -> {
          editor.setBoolean(decision.isAllowed(), "status", "allowed");
          if (!decision.reason().isEmpty()) {
            editor.setText(decision.reason(), "status", "reason");
          }
        });
  }

  private static AccessAttributes attributes(
      Manifest sent, UserInfo subject, String namespace) {
    Manifest path = sent.object("spec", "nonResourceAttributes");
    Manifest wanted = sent.object("spec", "resourceAttributes");
    if ((path == null) == (wanted == null)) {
      throw new StatusException(
          Status.badRequest(
              "exactly one of nonResourceAttributes or resourceAttributes must be specified"));
    }
    if (path != null) {
      return new AccessAttributes(
          subject,
          path.textOrEmpty("verb"),
          new AccessAttributes.Target.Path(path.textOrEmpty("path")));
    }
    Manifest resource = wanted == null ? Manifest.empty() : wanted;
    return new AccessAttributes(
        subject,
        resource.textOrEmpty("verb"),
        new AccessAttributes.Target.Resource(
            resource.textOrEmpty("group"),
            resource.textOrEmpty("version"),
            resource.textOrEmpty("resource"),
            resource.textOrEmpty("subresource"),
            namespace.isEmpty() ? resource.textOrEmpty("namespace") : namespace,
            resource.textOrEmpty("name")));
  }

  /** All or nothing: whether everything is allowed is all that is known until rules are stored. */
  private Mono<Manifest> rules(UserInfo user, String namespace, Manifest sent) {
    AccessAttributes everything =
        new AccessAttributes(
            user,
            "*",
            new AccessAttributes.Target.Resource("*", "*", "*", "", namespace, ""));
    boolean allowed = authorizer.decide(everything).isAllowed();
    List<String> any = List.of("*");
    List<Manifest> resourceRules =
        allowed
            ? List.of(
                Manifest.empty()
                    .edit(
                        editor ->
                            editor
                                .setTexts(any, "verbs")
                                .setTexts(any, "apiGroups")
                                .setTexts(any, "resources")))
            : List.of();
    List<Manifest> pathRules =
        allowed
            ? List.of(
                Manifest.empty()
                    .edit(
                        editor ->
                            editor.setTexts(any, "verbs").setTexts(any, "nonResourceURLs")))
            : List.of();
    return Mono.just(
        sent.edit(
            editor ->
                editor
                    .setItems(resourceRules, "status", "resourceRules")
                    .setItems(pathRules, "status", "nonResourceRules")
                    .setBoolean(false, "status", "incomplete")));
  }

  private static Mono<Manifest> whoAmI(UserInfo user, String namespace, Manifest sent) {
    return Mono.just(
        sent.edit(
            editor -> {
              editor.setText(user.name(), "status", "userInfo", "username");
              if (!user.uid().isEmpty()) {
                editor.setText(user.uid(), "status", "userInfo", "uid");
              }
              editor.setTexts(user.groups(), "status", "userInfo", "groups");
              user.extra()
                  .forEach(
                      (key, values) ->
                          editor.setTexts(values, "status", "userInfo", "extra", key));
            }));
  }
}
