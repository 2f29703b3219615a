package io.binnacle.apiserver.authorization;

import io.binnacle.apiserver.request.RequestInfo;
import io.binnacle.apiserver.request.UserInfo;

/**
 * What somebody wants to do (AUTHZ-02).
 *
 * @param verb as {@link io.binnacle.apiserver.request.Verb#text()} writes it; a review may ask for
 *     any other word
 * @param target what it is done to
 */
public record AccessAttributes(UserInfo user, String verb, Target target) {
  public static AccessAttributes of(UserInfo user, RequestInfo info) {
    Target target =
        info.resourceRequest()
            ? new Target.Resource(
                info.group(),
                info.version(),
                info.resource(),
                info.subresource(),
                info.namespace(),
                info.name())
            : new Target.Path(info.path());
    return new AccessAttributes(user, info.verb().text(), target);
  }

  /** What a request is aimed at. */
  public sealed interface Target {
    /** Texts are empty where the request does not say. */
    record Resource(
        String group,
        String version,
        String resource,
        String subresource,
        String namespace,
        String name)
        implements Target {}

    /** Anything outside of the resources. */
    record Path(String path) implements Target {}
  }
}
