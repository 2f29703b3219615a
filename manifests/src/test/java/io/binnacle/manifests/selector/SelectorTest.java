package io.binnacle.manifests.selector;

import static io.binnacle.manifests.Documents.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binnacle.manifests.status.FieldError;
import io.binnacle.manifests.status.StatusException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Selectors of labels and fields (section SEL of the checklist). */
class SelectorTest {
  private static final Map<String, String> LABELS =
      Map.of("app", "web", "tier", "", "n", "7", "x.y/z", "v");

  /** SEL-01. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | true",
        "app=web | true",
        "app==web | true",
        "app=db | false",
        "app!=db | true",
        "missing!=db | true",
        "app!=web | false",
        "app in (db,web) | true",
        "app in ( db , web ) | true",
        "app in (db) | false",
        "missing in (db) | false",
        "app notin (db) | true",
        "missing notin (db) | true",
        "app notin (web) | false",
        "app | true",
        "!app | false",
        "! missing | true",
        "missing | false",
        "tier= | true",
        "tier in () | true",
        "app= | false",
        "missing= | false",
        "n>6 | true",
        "n > 7 | false",
        "n<8 | true",
        "app>1 | false",
        "missing>1 | false",
        "x.y/z=v | true",
        " app = web , n > 1 | true",
        "app=web,n>9 | false",
        "in in (a) | false",
        "notin | false"
      })
  void labelSelectorsMatch(String selector, boolean matches) {
    assertThat(LabelSelector.parse(selector).matches(LABELS)).isEqualTo(matches);
  }

  /** SEL-02. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "app=web, | found '', expected: identifier after ','",
        ",app | found ',', expected: !, identifier, or 'end of string'",
        "app web | found 'web', expected: in, notin, =, ==, !=, gt, lt",
        "app in web | found 'web', expected: '('",
        "app in (a | found '', expected: ',' or ')'",
        "app in (a b) | found 'b', expected: ',' or ')'",
        "!app=web | found '=', expected: ',' or 'end of string'",
        "app=(web) | found '(', expected: identifier",
        "app=a b | found 'b', expected: ',' or 'end of string'"
      })
  void malformedLabelSelectorsAreBadRequests(String selector, String message) {
    assertThatThrownBy(() -> LabelSelector.parse(selector))
        .isInstanceOf(StatusException.class)
        .hasMessage("unable to parse requirement: " + message)
        .extracting(e -> ((StatusException) e).status().code())
        .isEqualTo(400);
  }

  /** SEL-02: keys and values as in META-05. */
  @Test
  void keysAndValuesAreChecked() {
    for (String selector :
        new String[] {"a/b/c=d", "-a", "a=b/c", "a in (ok,-no)", "a>x", "a=" + "x".repeat(64)}) {
      assertThatThrownBy(() -> LabelSelector.parse(selector))
          .as(selector)
          .isInstanceOf(StatusException.class)
          .hasMessageStartingWith("unable to parse requirement: ")
          .hasMessageContaining("Invalid value");
    }
  }

  @Test
  void whatIsWrittenIsReadAgain() {
    LabelSelector selector = LabelSelector.parse("b notin (y,x,x),a,!c,d=1,e!=2,f>3");
    assertThat(selector).hasToString("b notin (x,y),a,!c,d=1,e!=2,f>3");
    assertThat(LabelSelector.parse(selector.toString())).isEqualTo(selector);
  }

  /** VAL-04. */
  @Test
  void selectorsInObjectsMatchToo() {
    LabelSelector selector =
        LabelSelector.ofObject(
            json(
                """
                {"matchLabels": {"app": "web"},
                 "matchExpressions": [{"key": "n", "operator": "In", "values": ["6", "7"]},
                   {"key": "x", "operator": "DoesNotExist"},
                   {"key": "app", "operator": "NotIn", "values": ["db"]},
                   {"key": "tier", "operator": "Exists"}]}
                """));
    assertThat(selector.matches(LABELS)).isTrue();
    assertThat(selector.matches(Map.of("app", "web"))).isFalse();
    assertThat(LabelSelector.ofObject(json("{}")).isEverything()).isTrue();
    assertThat(LabelSelector.ofLabels(Map.of("app", "web")).matches(LABELS)).isTrue();
    for (String bad :
        new String[] {
          "{\"key\":\"a\",\"operator\":\"Like\"}",
          "{\"key\":\"a\",\"operator\":\"In\"}",
          "{\"key\":\"a\",\"operator\":\"Exists\",\"values\":[\"x\"]}",
          "{\"operator\":\"Exists\"}"
        }) {
      assertThatThrownBy(() -> LabelSelector.ofObject(json("{\"matchExpressions\":[" + bad + "]}")))
          .as(bad)
          .isInstanceOf(StatusException.class);
    }
  }

  /** VAL-04: field by field, in the words of kube-apiserver. */
  @ParameterizedTest(name = "VAL-04 {0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "{'key':'a','operator':'Like'} | s.matchExpressions[0].operator: Invalid value: \"Like\": not"
            + " a valid selector operator",
        "{'key':'a','operator':'In'} | s.matchExpressions[0].values: Required value: must be"
            + " specified when `operator` is 'In' or 'NotIn'",
        "{'key':'a','operator':'Exists','values':['x']} | s.matchExpressions[0].values: Forbidden:"
            + " may not be specified when `operator` is 'Exists' or 'DoesNotExist'",
        "{'key':'a','operator':'DoesNotExist','values':['x']} | s.matchExpressions[0].values:"
            + " Forbidden: may not be specified when `operator` is 'Exists' or 'DoesNotExist'"
      },
      quoteCharacter = '^')
  void whatIsWrongWithASelectorIsSaidOfItsFields(String expression, String expected) {
    List<FieldError> errors = new ArrayList<>();
    SelectorRules.check(
        json(("{'matchExpressions':[" + expression + "]}").replace('\'', '"')), "s", errors);
    assertThat(errors).extracting(FieldError::message).containsExactly(expected);
  }

  /** SEL-03. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | true",
        "metadata.name=a | true",
        "metadata.name==a | true",
        "metadata.name!=a | false",
        "metadata.name!=b | true",
        "spec.nodeName= | true",
        "spec.nodeName!= | false",
        "odd=x\\,y\\=z\\\\ | true",
        "metadata.name=a,spec.nodeName=b | false",
        "metadata.name=a, | true"
      })
  void fieldSelectorsMatch(String selector, boolean matches) {
    Map<String, String> fields = Map.of("metadata.name", "a", "odd", "x,y=z\\");
    assertThat(FieldSelector.parse(selector).matches(name -> fields.getOrDefault(name, "")))
        .isEqualTo(matches);
  }

  @Test
  void fieldSelectorsAreBoundedByTheirGrammar() {
    for (String bad : new String[] {"name", "a=b=c", "a=\\x", "a=b\\", "a>b"}) {
      assertThatThrownBy(() -> FieldSelector.parse(bad))
          .as(bad)
          .isInstanceOf(StatusException.class)
          .extracting(e -> ((StatusException) e).status().code())
          .isEqualTo(400);
    }
    FieldSelector selector = FieldSelector.parse("a=x\\,y,b!=z");
    assertThat(selector).hasToString("a=x\\,y,b!=z");
    assertThat(selector.requiredValue("a")).isEqualTo("x,y");
    assertThat(selector.requiredValue("b")).isNull();
  }
}
