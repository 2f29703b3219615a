package io.binnacle.manifests.format;

import java.util.regex.Pattern;

/**
 * Searches with a pattern that a user wrote in a text that a user wrote. Java's matcher goes back
 * and tries again, exponentially often if it is asked for; so it may read only so many characters.
 */
public final class BoundedMatching {
  private static final int READS_MAX = 1_000_000;

  private BoundedMatching() {}

  /** Whether the pattern occurs; a search that costs too much counts as not found. */
  public static boolean finds(Pattern pattern, String text) {
    try {
      return pattern.matcher(new CountedText(text, new Reads())).find();
    } catch (TooCostlyException _) {
      return false;
    } catch (StackOverflowError _) {
      // Repeated groups recurse once per repetition in java.util.regex; nothing is left behind.
      return false;
    }
  }

  private static final class TooCostlyException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TooCostlyException() {
      super(null, null, false, false);
    }
  }

  /** Counts down what may still be read. */
  private static final class Reads {
    int left = READS_MAX;
  }

  /** The reads that are left are shared with the parts that the matcher takes. */
  private record CountedText(String text, Reads reads) implements CharSequence {
    @Override
    public int length() {
      return text.length();
    }

    @Override
    public char charAt(int index) {
      if (reads.left-- <= 0) {
        throw new TooCostlyException();
      }
      return text.charAt(index);
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return new CountedText(text.substring(start, end), reads);
    }

    @Override
    public String toString() {
      return text;
    }
  }
}
