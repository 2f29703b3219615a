package io.binnacle.apiserver.pipeline;

import io.binnacle.apiserver.request.ApiRequest;
import io.binnacle.apiserver.request.RequestInfo;
import io.binnacle.apiserver.request.UserInfo;
import io.binnacle.consensus.base.Invariant;
import org.jspecify.annotations.Nullable;

/** A request with what the stages so far found out about it. Immutable. */
final class Exchange {
  private final ApiRequest request;
  private final String auditId;
  private final @Nullable RequestInfo info;
  private final @Nullable UserInfo user;

  private Exchange(
      ApiRequest request, String auditId, @Nullable RequestInfo info, @Nullable UserInfo user) {
    this.request = request;
    this.auditId = auditId;
    this.info = info;
    this.user = user;
  }

  static Exchange of(ApiRequest request, String auditId) {
    return new Exchange(request, auditId, null, null);
  }

  Exchange withInfo(RequestInfo found) {
    return new Exchange(request, auditId, found, user);
  }

  Exchange withUser(UserInfo found) {
    return new Exchange(request, auditId, info, found);
  }

  ApiRequest request() {
    return request;
  }

  /** Names this request in the logger's lines and in the reply (URL-02). */
  String auditId() {
    return auditId;
  }

  RequestInfo info() {
    if (info == null) {
      throw Invariant.violated("a stage before RequestInfoStage asks for the request info");
    }
    return info;
  }

  UserInfo user() {
    if (user == null) {
      throw Invariant.violated("a stage before AuthenticationStage asks for the user");
    }
    return user;
  }
}
