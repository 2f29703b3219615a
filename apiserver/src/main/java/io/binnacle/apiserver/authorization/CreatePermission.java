package io.binnacle.apiserver.authorization;

import io.binnacle.apiserver.request.RequestInfo;
import io.binnacle.apiserver.request.UserInfo;
import io.binnacle.manifests.status.StatusException;

/**
 * Whether somebody who may update or patch an object may create it too, which is asked when it
 * turns out to be absent (CRUD-41, SSA-03).
 */
public record CreatePermission(Authorizer authorizer, UserInfo user, RequestInfo info)
    implements Runnable {
  /**
   * @throws StatusException 403
   */
  @Override
  public void run() {
    AccessAttributes attributes =
        new AccessAttributes(
            user,
            "create",
            new AccessAttributes.Target.Resource(
                info.group(),
                info.version(),
                info.resource(),
                info.subresource(),
                info.namespace(),
                info.name()));
    switch (authorizer.decide(attributes)) {
      case Decision.Allowed _ -> {}
      case Decision.Denied denied -> throw new StatusException(Refusal.of(attributes, denied));
    }
  }
}
