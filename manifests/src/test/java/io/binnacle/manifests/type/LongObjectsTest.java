package io.binnacle.manifests.type;

import static io.binnacle.manifests.Documents.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.schema.SchemaValidation;
import io.binnacle.manifests.status.FieldError;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What is legal is not refused for its length: rules of built-in types are linear, so that all of
 * them stay within the budget of an object (CEL-07) up to the size that the store takes.
 */
class LongObjectsTest {
  private static final List<ResourceType> ALL = BuiltinTypes.load().all();

  /** As many bytes as a command of the store may have. */
  private static final int OBJECT_BYTES_MAX = 1_572_864;

  private static Arguments longest(
      String kind, String before, IntFunction<String> item, String after) {
    int count = 1;
    int bytes = before.length() + after.length() + 200;
    while (bytes + item.apply(count).length() < OBJECT_BYTES_MAX) {
      bytes += item.apply(count).length() + 1;
      count++;
    }
    String items = IntStream.range(0, count).mapToObj(item).collect(Collectors.joining(","));
    return Arguments.of(kind, count, before + items + after);
  }

  static Stream<Arguments> longObjects() {
    return Stream.of(
        longest(
            "Node", "'spec':{'taints':[", i -> "{'key':'t" + i + "','effect':'NoSchedule'}", "]}"),
        longest(
            "LimitRange",
            "'spec':{'limits':[",
            i -> "{'type':'example.com/t" + i + "','min':{'cpu':'1'},'max':{'cpu':'2'}}",
            "]}"),
        longest(
            "LimitRange",
            "'spec':{'limits':[{'type':'Pod','min':{",
            i -> "'example.com/r" + i + "':'1'",
            "}}]}"),
        longest("ResourceQuota", "'spec':{'hard':{", i -> "'count/t" + i + ".x':'1'", "}}"),
        longest(
            "NetworkPolicy",
            "'spec':{'podSelector':{},'ingress':[{'from':[{'ipBlock':{'cidr':'10.0.0.0/8','except':[",
            i -> "'10." + i % 250 + "." + i / 250 % 250 + ".0/24'",
            "]}}]}]}"),
        longest(
            "NetworkPolicy",
            "'spec':{'podSelector':{},'ingress':[{'ports':[",
            i -> "{'port':" + (1 + i % 60_000) + "}",
            "]}]}"),
        longest(
            "Ingress",
            "'spec':{'rules':[",
            i ->
                "{'host':'h"
                    + i
                    + ".example.com','http':{'paths':[{'path':'/','pathType':'Prefix',"
                    + "'backend':{'service':{'name':'s','port':{'number':80}}}}]}}",
            "]}"),
        longest(
            "Role",
            "'rules':[",
            i -> "{'apiGroups':[''],'resources':['r" + i + "'],'verbs':['get']}",
            "]"),
        longest(
            "RoleBinding",
            "'roleRef':{'apiGroup':'rbac.authorization.k8s.io','kind':'Role','name':'r'},'subjects':[",
            i -> "{'kind':'User','apiGroup':'rbac.authorization.k8s.io','name':'u" + i + "'}",
            "]"),
        longest(
            "ValidatingWebhookConfiguration",
            "'webhooks':[",
            i ->
                "{'name':'w"
                    + i
                    + ".example.com','sideEffects':'None','admissionReviewVersions':['v1'],"
                    + "'clientConfig':{'url':'https://example.com/'}}",
            "]"));
  }

  @ParameterizedTest(name = "CEL-07 {0} with {1} items")
  @MethodSource("longObjects")
  void theLongestObjectPasses(String kind, int count, String body) {
    ResourceType type =
        ALL.stream().filter(each -> each.kind().equals(kind)).findFirst().orElseThrow();
    Manifest object =
        json(("{'metadata':{'name':'x','namespace':'y'}," + body + "}").replace('\'', '"'));
    List<FieldError> structural = SchemaValidation.validate(type.schema(), object);
    List<FieldError> found = type.ruleSet().check(object, null, structural);
    assertThat(count).isGreaterThan(10_000);
    assertThat(structural).isEmpty();
    assertThat(found).isEmpty();
  }
}
