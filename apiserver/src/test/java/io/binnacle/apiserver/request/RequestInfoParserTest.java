package io.binnacle.apiserver.request;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.aggregator.ArgumentsAccessor;
import org.junit.jupiter.params.provider.CsvSource;

class RequestInfoParserTest {
  private static RequestInfo parse(String method, String url) {
    int question = url.indexOf('?');
    return RequestInfoParser.parse(
        question < 0
            ? ApiRequest.of(method, url, null)
            : ApiRequest.of(method, url.substring(0, question), url.substring(question + 1)));
  }

  /** URL-05, URL-06, URL-07: what method and path together mean. */
  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      textBlock =
          """
          GET,    /api/v1/pods,                                     LIST,             pods,        '',     '',  ''
          GET,    /api/v1/pods/,                                    LIST,             pods,        '',     '',  ''
          GET,    /api/v1/pods?watch,                               WATCH,            pods,        '',     '',  ''
          GET,    /api/v1/pods?watch=0,                             LIST,             pods,        '',     '',  ''
          GET,    /api/v1/pods?watch=FALSE,                         LIST,             pods,        '',     '',  ''
          HEAD,   /api/v1/namespaces/a/pods/x,                      GET,              pods,        '',     a,   x
          GET,    /api/v1/namespaces/a,                             GET,              namespaces,  '',     a,   a
          PUT,    /api/v1/namespaces/a/finalize,                    UPDATE,           namespaces,  finalize, a, a
          PUT,    /api/v1/namespaces/a/status,                      UPDATE,           namespaces,  status, a,   a
          POST,   /api/v1/namespaces/a/pods,                        CREATE,           pods,        '',     a,   ''
          PATCH,  /apis/apps/v1/namespaces/a/deployments/x/scale,   PATCH,            deployments, scale,  a,   x
          DELETE, /apis/apps/v1/namespaces/a/deployments,           DELETECOLLECTION, deployments, '',     a,   ''
          DELETE, /apis/apps/v1/namespaces/a/deployments/x,         DELETE,           deployments, '',     a,   x
          GET,    /api/v1/watch/namespaces/a/pods,                  WATCH,            pods,        '',     a,   ''
          GET,    /api/v1/watch/namespaces/a/pods/x,                WATCH,            pods,        '',     a,   x
          GET,    /apis/rbac.authorization.k8s.io/v1/clusterroles/system%3Anode, GET, clusterroles, '',    '',  system:node
          """)
  void aResourceRequestIsRead(ArgumentsAccessor row) {
    RequestInfo info = parse(row.getString(0), row.getString(1));
    assertThat(info.resourceRequest()).isTrue();
    assertThat(info.verb()).isEqualTo(row.get(2, Verb.class));
    assertThat(info.resource()).isEqualTo(row.getString(3));
    assertThat(info.subresource()).isEqualTo(row.getString(4));
    assertThat(info.namespace()).isEqualTo(row.getString(5));
    assertThat(info.name()).isEqualTo(row.getString(6));
  }

  /** URL-08. */
  @Test
  void aSelectorThatPinsTheNameIsTheNameOfTheRequest() {
    assertThat(parse("GET", "/api/v1/pods?fieldSelector=metadata.name%3Dx").name()).isEqualTo("x");
    assertThat(parse("GET", "/api/v1/pods?fieldSelector=a%3Db,metadata.name%3D%3Dx").name())
        .isEqualTo("x");
    assertThat(parse("GET", "/api/v1/pods?fieldSelector=metadata.name%21%3Dx").name()).isEmpty();
    assertThat(parse("GET", "/api/v1/pods?fieldSelector=metadata.name%3Da%252Fb").name()).isEmpty();
    assertThat(parse("GET", "/api/v1/pods?fieldSelector=metadata.name%3Dx").namesObject())
        .isFalse();
  }

  /** URL-06: everything else is a path. */
  @ParameterizedTest
  @CsvSource({
    "GET, /, GET",
    "GET, /version, GET",
    "GET, /api, GET",
    "GET, /api/v1, GET",
    "GET, /apis/apps/v1, GET",
    "POST, /healthz/, POST",
    "BREW, /coffee, OTHER"
  })
  void otherPathsAreNoResources(String method, String path, Verb verb) {
    RequestInfo info = parse(method, path);
    assertThat(info.resourceRequest()).isFalse();
    assertThat(info.verb()).isEqualTo(verb);
    assertThat(info.path()).isEqualTo(path);
  }

  /** URL-15. */
  @Test
  void parametersAreDecodedAndBrokenEscapesTakenAsTheyStand() {
    QueryParameters query = QueryParameters.parse("a=b%20c&d&e=%zz&a=2&&=x");
    assertThat(query.text("a")).isEqualTo("b c");
    assertThat(query.all("a")).containsExactly("b c", "2");
    assertThat(query.isTrue("d")).isTrue();
    assertThat(query.isTrue("absent")).isFalse();
    assertThat(query.text("e")).isEqualTo("%zz");
  }
}
