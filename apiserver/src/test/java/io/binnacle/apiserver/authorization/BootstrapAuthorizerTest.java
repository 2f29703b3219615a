package io.binnacle.apiserver.authorization;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.apiserver.request.ApiRequest;
import io.binnacle.apiserver.request.RequestInfoParser;
import io.binnacle.apiserver.request.UserInfo;
import io.binnacle.manifests.status.Status;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BootstrapAuthorizerTest {
  private final BootstrapAuthorizer authorizer = new BootstrapAuthorizer();

  /** DISC-16, AUTHZ-01, AUTHN-11. */
  @ParameterizedTest
  @CsvSource({
    "system:masters,DELETE,/api/v1/namespaces/a/pods/b,true",
    "system:masters,GET,/metrics,true",
    "system:authenticated,GET,/api,true",
    "system:authenticated,GET,/apis/apps/v1,true",
    "system:authenticated,GET,/openapi/v3/api/v1,true",
    "system:authenticated,GET,/version,true",
    "system:authenticated,POST,/version,false",
    "system:authenticated,GET,/metrics,false",
    "system:authenticated,GET,/binnacle/v1/status,false",
    "system:authenticated,GET,/api/v1/pods,false",
    "system:authenticated,POST,/apis/authorization.k8s.io/v1/selfsubjectaccessreviews,true",
    "system:authenticated,POST,/apis/authorization.k8s.io/v1/subjectaccessreviews,false",
    "system:unauthenticated,GET,/livez,true",
    "system:unauthenticated,GET,/readyz,true",
    "system:unauthenticated,GET,/version,true",
    "system:unauthenticated,GET,/api,false",
    "system:unauthenticated,GET,/readyz/ping,false",
    "system:unauthenticated,GET,/api/v1/namespaces,false",
    "system:monitoring,GET,/metrics,true",
  })
  void whoMayDoWhatBeforeThereAreRoles(String group, String method, String path, boolean allowed) {
    assertThat(authorizer.decide(attributes(group, method, path)).isAllowed()).isEqualTo(allowed);
  }

  /** ERR-06. */
  @Test
  void aRefusalHasTheWordsThatKubectlUsersKnow() {
    assertThat(refusal("GET", "/api/v1/namespaces/ns/pods/x"))
        .isEqualTo(
            "pods \"x\" is forbidden: User \"jane\" cannot get resource \"pods\" in API group"
                + " \"\" in the namespace \"ns\"");
    assertThat(refusal("GET", "/apis/apps/v1/deployments"))
        .isEqualTo(
            "deployments.apps is forbidden: User \"jane\" cannot list resource \"deployments\""
                + " in API group \"apps\" at the cluster scope");
    assertThat(refusal("GET", "/metrics"))
        .isEqualTo("forbidden: User \"jane\" cannot get path \"/metrics\"");
    assertThat(refusal("GET", "/%3Cscript%3E")).contains("path \"/&lt;script&gt;\"");
  }

  private String refusal(String method, String path) {
    AccessAttributes attributes = attributes("nobody", method, path);
    Status status = Refusal.of(attributes, authorizer.decide(attributes));
    assertThat(status.code()).isEqualTo(403);
    return status.message();
  }

  private static AccessAttributes attributes(String group, String method, String path) {
    return AccessAttributes.of(
        new UserInfo("jane", List.of(group)),
        RequestInfoParser.parse(ApiRequest.of(method, path, null)));
  }
}
