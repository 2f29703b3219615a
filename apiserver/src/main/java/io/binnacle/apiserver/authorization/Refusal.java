package io.binnacle.apiserver.authorization;

import io.binnacle.apiserver.authorization.AccessAttributes.Target;
import io.binnacle.manifests.status.GroupResource;
import io.binnacle.manifests.status.Status;

/** The words in which a refusal is told (ERR-06): clients and their users know them. */
public final class Refusal {
  private Refusal() {}

  public static Status of(AccessAttributes attributes, Decision decision) {
    String reason = decision.reason().isEmpty() ? "" : ": " + decision.reason();
    String user = "User \"" + escape(attributes.user().name()) + "\" cannot " + attributes.verb();
    return switch (attributes.target()) {
      case Target.Path(String path) ->
          Status.forbiddenPath(user + " path \"" + escape(path) + "\"" + reason);
      case Target.Resource resource ->
          Status.forbidden(
              new GroupResource(resource.group(), resource.resource()),
              resource.name(),
              user + " " + describe(resource) + reason);
    };
  }

  private static String describe(Target.Resource resource) {
    String name =
        resource.subresource().isEmpty()
            ? resource.resource()
            : resource.resource() + "/" + resource.subresource();
    String place =
        resource.namespace().isEmpty()
            ? "at the cluster scope"
            : "in the namespace \"" + escape(resource.namespace()) + "\"";
    return "resource \""
        + escape(name)
        + "\" in API group \""
        + escape(resource.group())
        + "\" "
        + place;
  }

  /** What users send must not become markup where somebody shows the message in a browser. */
  private static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
