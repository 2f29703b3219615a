package io.binnacle.tidy.conformance;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The items of the behaviour checklists: areas in the order of the document, each with its items
 * and their priorities. Their texts live elsewhere; here are only their numbers.
 */
public record Checklist(List<Area> areas) {
  private static final Pattern RANGE = Pattern.compile("(\\d{2})(?:-(\\d{2}))?");

  public Checklist {
    areas = List.copyOf(areas);
  }

  /**
   * @param prefix of its items, as {@code WATCH}
   * @param priorities by item, in the order of their numbers
   */
  public record Area(String prefix, String title, Map<String, String> priorities) {}

  /**
   * Reads lines {@code AREA | title | P0 01-12 14 | P1 13}; empty ones and those that begin with a
   * {@code #} say nothing.
   */
  public static Checklist parse(List<String> lines) {
    List<Area> areas = new ArrayList<>();
    for (String line : lines) {
      if (!line.isBlank() && !line.startsWith("#")) {
        areas.add(area(List.of(line.split("\\s*\\|\\s*"))));
      }
    }
    return new Checklist(areas);
  }

  private static Area area(List<String> cells) {
    String prefix = cells.getFirst().strip();
    Map<Integer, String> byNumber = new TreeMap<>();
    for (String cell : cells.subList(2, cells.size())) {
      List<String> words = List.of(cell.split(" "));
      words.subList(1, words.size()).forEach(range -> put(byNumber, range, words.getFirst()));
    }
    Map<String, String> priorities = new LinkedHashMap<>();
    byNumber.forEach(
        (number, priority) -> priorities.put(prefix + "-%02d".formatted(number), priority));
    return new Area(prefix, cells.get(1), priorities);
  }

  private static void put(Map<Integer, String> byNumber, String range, String priority) {
    Matcher numbers = RANGE.matcher(range);
    if (!numbers.matches()) {
      throw new IllegalArgumentException("no range of items: " + range);
    }
    int first = Integer.parseInt(numbers.group(1));
    int last = numbers.group(2) == null ? first : Integer.parseInt(numbers.group(2));
    for (int number = first; number <= last; number++) {
      if (byNumber.put(number, priority) != null) {
        throw new IllegalArgumentException("an item stands in two ranges: " + number);
      }
    }
  }

  /** Whether there is such an area: what looks like an item of another one is something else. */
  boolean hasArea(String item) {
    String prefix = item.substring(0, item.lastIndexOf('-'));
    return areas.stream().anyMatch(area -> area.prefix().equals(prefix));
  }

  boolean has(String item) {
    return areas.stream().anyMatch(area -> area.priorities().containsKey(item));
  }
}
