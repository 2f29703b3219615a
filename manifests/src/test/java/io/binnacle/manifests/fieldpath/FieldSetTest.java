package io.binnacle.manifests.fieldpath;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binnacle.manifests.Documents;
import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.ManifestTree;
import io.binnacle.manifests.tree.JsonTreeWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BinaryOperator;
import org.junit.jupiter.api.Test;

/** Sets of paths against plain sets of texts, and their form in objects. */
class FieldSetTest {
  private static final int ROUNDS = 2_000;

  private static FieldSet read(String fields) throws MalformedFieldsException {
    return FieldsV1.read(ManifestTree.of(Documents.json(fields)));
  }

  private static String written(FieldSet set) {
    return JsonTreeWriter.toText(FieldsV1.write(set));
  }

  /** SSA-11. */
  @Test
  void fieldsV1IsReadAndWrittenInOneForm() throws MalformedFieldsException {
    String fields =
        "{\"f:a\":{},\"f:b\":{\".\":{},\"f:c\":{}},\"f:l\":{\"k:{\\\"n\\\":1,\\\"p\\\":\\\"TCP\\\"}\":"
            + "{\".\":{},\"f:n\":{}},\"v:\\\"x\\\"\":{},\"v:1\":{},\"i:3\":{}}}";
    FieldSet set = read(fields);
    assertThat(written(set)).isEqualTo(fields);
    assertThat(set.paths().stream().map(Object::toString))
        .containsExactly(
            ".a",
            ".b",
            ".b.c",
            ".l[n=1,p=\"TCP\"]",
            ".l[=\"x\"]",
            ".l[=1]",
            ".l[3]",
            ".l[n=1,p=\"TCP\"].n");
  }

  /** SSA-11: other writers sort otherwise. */
  @Test
  void anyOrderIsReadAsTheSame() throws MalformedFieldsException {
    FieldSet set =
        read("{\"f:b\":{\"f:z\":{},\"f:a\":{}},\"f:a\":{},\"k:{\\\"p\\\":1,\\\"n\\\":2}\":{}}");
    FieldSet same =
        read("{\"k:{\\\"n\\\":2,\\\"p\\\":1}\":{},\"f:a\":{},\"f:b\":{\"f:a\":{},\"f:z\":{}}}");
    assertThat(set).isEqualTo(same);
    assertThat(written(set))
        .isEqualTo(
            "{\"f:a\":{},\"f:b\":{\"f:a\":{},\"f:z\":{}},\"k:{\\\"n\\\":2,\\\"p\\\":1}\":{}}");
  }

  /** Keys have one form, whoever wrote them, and the short way to read them takes no other. */
  @Test
  void keysAreTheSameHoweverTheyAreWritten() {
    for (String keys :
        List.of(
            "{\"n\":80,\"p\":\"TCP\"}",
            "{ \"p\":\"TCP\", \"n\":80 }",
            "{\"n\":80,\"p\":\"\\u0054CP\"}")) {
      assertThat(PathElement.parse("k:" + keys))
          .isEqualTo(PathElement.parse("k:{\"n\":80,\"p\":\"TCP\"}"));
    }
    assertThat(written(keyed("\"a\\\"b\""))).isEqualTo("{\"k:{\\\"n\\\":\\\"a\\\\\\\"b\\\"}\":{}}");
    for (String wrong :
        List.of("{\"n\":01}", "{\"n\":80", "{\"n\":80}}", "{\"n\"}", "{n:1}", "[]", "")) {
      assertThat(PathElement.parse("k:" + wrong)).as(wrong).isNull();
    }
    for (String value : List.of("true", "-5", "1234567890123456789012", "\"é\"", "1.5", "\"\"")) {
      PathElement key = PathElement.parse("k:{\"n\":" + value + "}");
      assertThat(key).as(value).isNotNull();
      assertThat(key.encoded()).isEqualTo("k:{\"n\":" + value + "}");
    }
  }

  private static FieldSet keyed(String json) {
    PathElement key = PathElement.parse("k:{\"n\":" + json + "}");
    return new FieldSetBuilder().add(Objects.requireNonNull(key)).build();
  }

  @Test
  void whatIsNoSetIsRefused() {
    for (String broken :
        List.of(
            "{\"f:a\":1}",
            "{\"x:a\":{}}",
            "{\"k:1\":{}}",
            "{\"k:{}\":{}}",
            "{\"v:{}\":{}}",
            "{\"v:\":{}}",
            "{\"i:x\":{}}",
            "{\"i:99999999999\":{}}",
            "{\"\":{}}",
            "{\"f:a\":{\"b\":{}}}")) {
      assertThatThrownBy(() -> read(broken))
          .as(broken)
          .isInstanceOf(MalformedFieldsException.class);
    }
  }

  /** Two sets of random paths: each operation does what it does to sets of texts. */
  @Test
  void operationsAgreeWithPlainSets() {
    Random random = new Random(11);
    for (int round = 0; round < ROUNDS; round++) {
      Set<String> left = randomPaths(random);
      Set<String> right = randomPaths(random);
      check(left, right, FieldSet::union, union(left, right));
      Set<String> both = new TreeSet<>(left);
      both.retainAll(right);
      check(left, right, FieldSet::intersection, both);
      Set<String> rest = new TreeSet<>(left);
      rest.removeAll(right);
      check(left, right, FieldSet::difference, rest);
      Set<String> trees = new TreeSet<>(left);
      trees.removeIf(
          path -> right.stream().anyMatch(above -> (path + ".").startsWith(above + ".")));
      check(left, right, FieldSet::differenceOfTrees, trees);
    }
  }

  private static Set<String> union(Set<String> left, Set<String> right) {
    Set<String> all = new TreeSet<>(left);
    all.addAll(right);
    return all;
  }

  private static void check(
      Set<String> left,
      Set<String> right,
      BinaryOperator<FieldSet> operation,
      Set<String> expected) {
    FieldSet before = setOf(left);
    FieldSet result = operation.apply(before, setOf(right));
    assertThat(textsOf(result)).isEqualTo(expected);
    assertThat(result).isEqualTo(setOf(expected)).hasSameHashCodeAs(setOf(expected));
  }

  /** Where nothing changes the set itself comes back, which callers rely on. */
  @Test
  void whatDoesNotChangeIsTheSameSet() {
    FieldSet set = setOf(Set.of("a.b", "a.c", "d"));
    assertThat(set.union(setOf(Set.of("a.b")))).isSameAs(set);
    assertThat(set.union(FieldSet.EMPTY)).isSameAs(set);
    assertThat(set.difference(setOf(Set.of("a.x", "e", "a")))).isSameAs(set);
    assertThat(set.differenceOfTrees(setOf(Set.of("a.x", "e")))).isSameAs(set);
  }

  @Test
  void ancestorsAreMembersWhenAskedFor() {
    assertThat(textsOf(setOf(Set.of("a.b.c", "d")).withAncestors()))
        .isEqualTo(Set.of("a", "a.b", "a.b.c", "d"));
  }

  private static Set<String> randomPaths(Random random) {
    Set<String> paths = new TreeSet<>();
    int count = random.nextInt(6);
    for (int i = 0; i < count; i++) {
      List<String> names = new ArrayList<>();
      int depth = 1 + random.nextInt(3);
      for (int at = 0; at < depth; at++) {
        names.add(String.valueOf((char) ('a' + random.nextInt(3))));
      }
      paths.add(String.join(".", names));
    }
    return paths;
  }

  private static FieldSet setOf(Set<String> paths) {
    return FieldSet.ofFields(paths.stream().map(path -> List.of(path.split("\\."))).toList());
  }

  private static Set<String> textsOf(FieldSet set) {
    Set<String> texts = new TreeSet<>();
    set.paths().forEach(path -> texts.add(path.toString().substring(1)));
    return texts;
  }

  /** SSA-20. */
  @Test
  void anEmptyListAndAnEmptyEntryMeanReset() throws MalformedFieldsException {
    assertThat(ManagedFields.isReset(of("[]"))).isTrue();
    assertThat(ManagedFields.isReset(of("[{}]"))).isTrue();
    assertThat(ManagedFields.isReset(of("null"))).isFalse();
    assertThat(ManagedFields.isReset(of("[{},{}]"))).isFalse();
    assertThat(ManagedFields.isReset(Manifest.empty())).isFalse();
    assertThat(ManagedFields.of(of("null")).entries()).isEmpty();
  }

  @Test
  void anEntryThatIsNotTouchedIsWrittenAsItWas() throws MalformedFieldsException {
    Manifest object =
        of(
            "[{\"manager\":\"m\",\"operation\":\"Update\",\"apiVersion\":\"v1\",\"time\":"
                + "\"2026-01-01T00:00:00Z\",\"fieldsType\":\"FieldsV1\",\"fieldsV1\":{\"f:b\":{},"
                + "\"f:a\":{}},\"more\":true}]");
    assertThat(Documents.text(ManagedFields.of(object).putInto(object)))
        .isEqualTo(Documents.text(object));
  }

  private static Manifest of(String managedFields) {
    return Documents.json("{\"metadata\":{\"managedFields\":" + managedFields + "}}");
  }
}
