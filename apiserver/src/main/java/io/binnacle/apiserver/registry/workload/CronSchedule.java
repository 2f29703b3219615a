package io.binnacle.apiserver.registry.workload;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Schedules as cron knows them: five fields, or a word with an at sign (VAL-36). */
final class CronSchedule {
  private static final List<String> WORDS =
      List.of("@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly");
  private static final List<String> MONTHS =
      List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");
  private static final List<String> DAYS = List.of("sun", "mon", "tue", "wed", "thu", "fri", "sat");

  private static final List<Field> FIELDS =
      List.of(
          new Field(0, 59, List.of(), 0),
          new Field(0, 23, List.of(), 0),
          new Field(1, 31, List.of(), 0),
          new Field(1, 12, MONTHS, 1),
          new Field(0, 6, DAYS, 0));

  private CronSchedule() {}

  /**
   * @param names may stand for numbers
   * @param firstName the number of the first name
   */
  private record Field(int least, int most, List<String> names, int firstName) {}

  /** What is wrong with a schedule; null where nothing is. */
  static @Nullable String fault(String schedule) {
    if (schedule.startsWith("@")) {
      boolean known = WORDS.contains(schedule) || schedule.matches("@every ([0-9.]+[a-zµ]+)+");
      return known ? null : "unrecognized descriptor: " + schedule;
    }
    List<String> texts = List.of(schedule.trim().split("\\s+"));
    if (texts.size() != FIELDS.size()) {
      return "expected exactly 5 fields, found %d: [%s]".formatted(texts.size(), schedule);
    }
    for (int i = 0; i < texts.size(); i++) {
      for (String part : texts.get(i).split(",")) {
        String fault = fault(part, FIELDS.get(i));
        if (fault != null) {
          return fault;
        }
      }
    }
    return null;
  }

  private static @Nullable String fault(String part, Field field) {
    String[] stepped = part.split("/", -1);
    if (stepped.length > 2) {
      return "too many slashes: " + part;
    }
    if (stepped.length == 2) {
      String step = stepped[1];
      if (!isNumber(step)) {
        return unread(step);
      }
      if (Integer.parseInt(step) == 0) {
        return "step of range should be a positive number: " + part;
      }
    }
    if (stepped[0].equals("*") || stepped[0].equals("?")) {
      return null;
    }
    String[] ends = stepped[0].split("-", -1);
    if (ends.length > 2) {
      return "too many hyphens: " + part;
    }
    int previous = field.least();
    for (String end : ends) {
      Integer number = number(end, field);
      if (number == null) {
        return unread(end);
      }
      if (number < field.least()) {
        return "beginning of range (%d) below minimum (%d): %s"
            .formatted(number, field.least(), part);
      }
      if (number > field.most()) {
        return "end of range (%d) above maximum (%d): %s".formatted(number, field.most(), part);
      }
      if (number < previous) {
        return "beginning of range (%d) beyond end of range (%d): %s"
            .formatted(previous, number, part);
      }
      previous = number;
    }
    return null;
  }

  private static String unread(String text) {
    return "failed to parse int from %s: strconv.Atoi: parsing \"%s\": invalid syntax"
        .formatted(text, text);
  }

  private static boolean isNumber(String text) {
    return text.matches("[0-9]{1,9}");
  }

  private static @Nullable Integer number(String text, Field field) {
    int name = field.names().indexOf(text.toLowerCase(Locale.ROOT));
    if (name >= 0) {
      return name + field.firstName();
    }
    return isNumber(text) ? Integer.valueOf(text) : null;
  }
}
