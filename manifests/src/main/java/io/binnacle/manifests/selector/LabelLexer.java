package io.binnacle.manifests.selector;

/** Cuts the text of a label selector into signs and words; spaces only separate. */
final class LabelLexer {
  enum Token {
    CLOSED_PARENTHESIS,
    COMMA,
    DOES_NOT_EXIST,
    DOUBLE_EQUALS,
    EQUALS,
    GREATER_THAN,
    WORD,
    LESS_THAN,
    NOT_EQUALS,
    OPEN_PARENTHESIS,
    END
  }

  private static final String SIGNS = "=!(),><";

  private final String text;
  private int position;

  /** What was read last, and as what. */
  private String literal = "";

  private Token token = Token.END;

  LabelLexer(String text) {
    this.text = text;
    advance();
  }

  Token token() {
    return token;
  }

  String literal() {
    return literal;
  }

  void advance() {
    while (position < text.length() && isSpace(text.charAt(position))) {
      position++;
    }
    int start = position;
    if (position == text.length()) {
      token = Token.END;
    } else if (SIGNS.indexOf(text.charAt(position)) >= 0) {
      token = sign();
    } else {
      while (position < text.length()
          && !isSpace(text.charAt(position))
          && SIGNS.indexOf(text.charAt(position)) < 0) {
        position++;
      }
      token = Token.WORD;
    }
    literal = text.substring(start, position);
  }

  private Token sign() {
    char first = text.charAt(position++);
    boolean equalsFollows = position < text.length() && text.charAt(position) == '=';
    return switch (first) {
      case '(' -> Token.OPEN_PARENTHESIS;
      case ')' -> Token.CLOSED_PARENTHESIS;
      case ',' -> Token.COMMA;
      case '>' -> Token.GREATER_THAN;
      case '<' -> Token.LESS_THAN;
      case '=' -> {
        position += equalsFollows ? 1 : 0;
        yield equalsFollows ? Token.DOUBLE_EQUALS : Token.EQUALS;
      }
      default -> {
        position += equalsFollows ? 1 : 0;
        yield equalsFollows ? Token.NOT_EQUALS : Token.DOES_NOT_EXIST;
      }
    };
  }

  private static boolean isSpace(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
  }
}
