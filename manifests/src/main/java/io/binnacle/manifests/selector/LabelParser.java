package io.binnacle.manifests.selector;

import io.binnacle.manifests.meta.NameRules;
import io.binnacle.manifests.selector.LabelLexer.Token;
import io.binnacle.manifests.selector.LabelRequirement.Operator;
import io.binnacle.manifests.status.FieldError;
import io.binnacle.manifests.status.Status;
import io.binnacle.manifests.status.StatusException;
import java.util.ArrayList;
import java.util.List;

/**
 * The grammar of label selectors (SEL-01), with the messages that users know (SEL-02):
 *
 * <pre>{@code
 * selector    = [ requirement { "," requirement } ]
 * requirement = [ "!" ] key | key ("=" | "==" | "!=") [ value ] | key (">" | "<") integer
 *             | key ("in" | "notin") "(" [ value ] { "," [ value ] } ")"
 * }</pre>
 */
final class LabelParser {
  private final LabelLexer lexer;

  private LabelParser(String text) {
    this.lexer = new LabelLexer(text);
  }

  static List<LabelRequirement> parse(String text) {
    return new LabelParser(text).requirements();
  }

  private List<LabelRequirement> requirements() {
    List<LabelRequirement> requirements = new ArrayList<>();
    if (lexer.token() == Token.END) {
      return requirements;
    }
    while (true) {
      requirements.add(requirement());
      if (lexer.token() == Token.END) {
        return requirements;
      }
      if (lexer.token() != Token.COMMA) {
        throw found("',' or 'end of string'");
      }
      lexer.advance();
      if (lexer.token() != Token.WORD && lexer.token() != Token.DOES_NOT_EXIST) {
        throw found("identifier after ','");
      }
    }
  }

  private LabelRequirement requirement() {
    boolean negated = lexer.token() == Token.DOES_NOT_EXIST;
    if (negated) {
      lexer.advance();
    }
    if (lexer.token() != Token.WORD) {
      throw found(negated ? "identifier" : "!, identifier, or 'end of string'");
    }
    String key = lexer.literal();
    checkKey(key);
    lexer.advance();
    if (negated || lexer.token() == Token.END || lexer.token() == Token.COMMA) {
      return new LabelRequirement(
          key, negated ? Operator.DOES_NOT_EXIST : Operator.EXISTS, List.of());
    }
    return withOperator(key);
  }

  private LabelRequirement withOperator(String key) {
    Token token = lexer.token();
    String word = lexer.literal();
    switch (token) {
      case EQUALS, DOUBLE_EQUALS -> {
        lexer.advance();
        return checked(key, Operator.IN, List.of(exactValue()));
      }
      case NOT_EQUALS -> {
        lexer.advance();
        return checked(key, Operator.NOT_IN, List.of(exactValue()));
      }
      case GREATER_THAN, LESS_THAN -> {
        lexer.advance();
        boolean greater = token == Token.GREATER_THAN;
        return checked(
            key, greater ? Operator.GREATER_THAN : Operator.LESS_THAN, List.of(exactValue()));
      }
      case WORD, CLOSED_PARENTHESIS, COMMA, DOES_NOT_EXIST, OPEN_PARENTHESIS, END -> {}
    }
    if (token != Token.WORD || !(word.equals("in") || word.equals("notin"))) {
      throw found("in, notin, =, ==, !=, gt, lt");
    }
    lexer.advance();
    return checked(key, word.equals("in") ? Operator.IN : Operator.NOT_IN, values());
  }

  /** An empty value is legal: {@code k=}. */
  private String exactValue() {
    if (lexer.token() == Token.END || lexer.token() == Token.COMMA) {
      return "";
    }
    if (lexer.token() != Token.WORD) {
      throw found("identifier");
    }
    String value = lexer.literal();
    lexer.advance();
    return value;
  }

  private List<String> values() {
    if (lexer.token() != Token.OPEN_PARENTHESIS) {
      throw found("'('");
    }
    List<String> values = new ArrayList<>();
    do {
      lexer.advance();
      if (lexer.token() == Token.WORD) {
        values.add(lexer.literal());
        lexer.advance();
      } else if (lexer.token() == Token.COMMA || lexer.token() == Token.CLOSED_PARENTHESIS) {
        values.add("");
      } else {
        throw found("',', ')' or identifier");
      }
    } while (lexer.token() == Token.COMMA);
    if (lexer.token() != Token.CLOSED_PARENTHESIS) {
      throw found("',' or ')'");
    }
    lexer.advance();
    return values;
  }

  private static void checkKey(String key) {
    List<String> wrong = NameRules.qualifiedName(key);
    if (!wrong.isEmpty()) {
      throw bad(FieldError.invalid("key", key, String.join("; ", wrong)).message());
    }
  }

  private static LabelRequirement checked(String key, Operator operator, List<String> values) {
    boolean numeric = operator == Operator.GREATER_THAN || operator == Operator.LESS_THAN;
    for (int i = 0; i < values.size(); i++) {
      String value = values.get(i);
      if (numeric && LabelRequirement.integer(value) == null) {
        throw bad(
            FieldError.invalid(
                    "values[" + i + "]",
                    value,
                    "for 'Gt', 'Lt' operators, the value must be an integer")
                .message());
      }
      List<String> wrong = NameRules.labelValue(value);
      if (!numeric && !wrong.isEmpty()) {
        throw bad(
            FieldError.invalid("values[" + i + "][" + key + "]", value, String.join("; ", wrong))
                .message());
      }
    }
    return new LabelRequirement(key, operator, values);
  }

  private StatusException found(String expected) {
    return bad("found '" + lexer.literal() + "', expected: " + expected);
  }

  private static StatusException bad(String why) {
    return Status.badRequest("unable to parse requirement: " + why).toException();
  }
}
