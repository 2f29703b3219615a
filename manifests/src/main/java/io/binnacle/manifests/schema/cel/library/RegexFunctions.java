package io.binnacle.manifests.schema.cel.library;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.SimpleType;
import java.util.ArrayList;
import java.util.List;

/** find and findAll, with RE2, which is linear in the text whatever the pattern. */
final class RegexFunctions {
  private RegexFunctions() {}

  static void addTo(FunctionTable table) {
    CelType text = SimpleType.STRING;
    CelType texts = ListType.create(SimpleType.STRING);
    table
        .member("find", text, RegexFunctions::find, text, text)
        .member("findAll", texts, arguments -> findAll(arguments, -1), text, text)
        .member(
            "findAll",
            texts,
            arguments -> findAll(arguments, (Long) arguments[2]),
            text,
            text,
            SimpleType.INT);
  }

  private static Matcher matcher(Object[] arguments) {
    try {
      return Pattern.compile((String) arguments[1]).matcher((String) arguments[0]);
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException("Illegal regex: " + e.getMessage());
    }
  }

  private static Object find(Object[] arguments) {
    Matcher matcher = matcher(arguments);
    return matcher.find() ? matcher.group() : "";
  }

  /** A negative count is all. */
  private static Object findAll(Object[] arguments, long countMax) {
    Matcher matcher = matcher(arguments);
    List<String> found = new ArrayList<>();
    while ((countMax < 0 || found.size() < countMax) && matcher.find()) {
      found.add(matcher.group());
    }
    return found;
  }
}
