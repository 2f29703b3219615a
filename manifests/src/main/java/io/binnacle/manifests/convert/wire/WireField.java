package io.binnacle.manifests.convert.wire;

import java.util.List;

/**
 * One field of a message.
 *
 * @param name as in JSON
 * @param message the name of the message where the form is one, otherwise unused
 * @param inline whether JSON has the fields of the message in place of the field
 * @param drop whether zero stands for a field that is not there
 */
record WireField(
    String name,
    WireForm form,
    String message,
    boolean repeated,
    boolean map,
    boolean inline,
    boolean drop) {

  /**
   * @param words what the table says behind the number
   */
  static WireField of(String name, List<String> words) {
    String form = words.getFirst();
    return new WireField(
        name,
        WireForm.of(form),
        form,
        words.contains("repeated"),
        words.contains("map"),
        words.contains("inline"),
        words.contains("drop"));
  }

  /** The entries of a map are messages, whatever is in them. */
  int wireType() {
    return map ? WireCursor.DELIMITED : form.wireType();
  }
}
