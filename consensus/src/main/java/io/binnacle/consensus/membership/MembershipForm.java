package io.binnacle.consensus.membership;

import io.binnacle.consensus.base.Bytes;
import io.binnacle.consensus.base.Invariant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The binary forms of configurations and of changes, big-endian, each list behind its length.
 *
 * <p>A configuration is voters, learners, outgoing voters, then contacts and removed members. The
 * first version wrote and reads only the first three and looks at nothing behind them; where the
 * form ends early or goes on with zeros, there are no contacts and nobody was removed.
 */
public final class MembershipForm {
  /** With it a snapshot's first block still has room for everything else. */
  public static final int BYTES_MAX = 3_500;

  private static final int STEP_ADD = 1;
  private static final int STEP_PROMOTE = 2;
  private static final int STEP_DEMOTE = 3;
  private static final int STEP_REMOVE = 4;

  private MembershipForm() {}

  public static int size(Membership membership) {
    return write(membership).length();
  }

  public static Bytes write(Membership membership) {
    Writer out = new Writer();
    out.ids(membership.voters());
    out.ids(membership.learners());
    out.ids(membership.outgoingVoters());
    out.contacts(membership.contacts());
    out.ids(membership.removed());
    return out.bytes();
  }

  /** Null where no version could have written this; {@link Membership#NOBODY} is never written. */
  public static @Nullable Membership read(Bytes form) {
    try {
      Reader in = new Reader(form);
      Membership read =
          new Membership(
              in.ids(),
              in.ids(),
              in.ids(),
              in.isAtEnd() ? List.of() : in.contacts(),
              in.isAtEnd() ? List.of() : in.ids());
      return read.voters().isEmpty() ? null : read;
    } catch (Invariant.Violation _) {
      return null;
    }
  }

  public static Bytes writeChange(MembershipChange change) {
    Writer out = new Writer();
    out.integer(change.steps().size());
    for (MembershipChange.Step step : change.steps()) {
      switch (step) {
        case MembershipChange.Step.AddLearner(MemberContact contact) -> {
          out.integer(STEP_ADD);
          out.contact(contact);
        }
        case MembershipChange.Step.Promote(long id) -> out.step(STEP_PROMOTE, id);
        case MembershipChange.Step.Demote(long id) -> out.step(STEP_DEMOTE, id);
        case MembershipChange.Step.Remove(long id) -> out.step(STEP_REMOVE, id);
      }
    }
    out.contacts(change.contacts());
    return out.bytes();
  }

  /** Null where no version could have written this. */
  public static @Nullable MembershipChange readChange(Bytes form) {
    try {
      Reader in = new Reader(form);
      int count = in.count(Integer.BYTES);
      List<MembershipChange.Step> steps = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        steps.add(readStep(in));
      }
      return new MembershipChange(steps, in.contacts());
    } catch (Invariant.Violation _) {
      return null;
    }
  }

  private static MembershipChange.Step readStep(Reader in) {
    int code = in.integer();
    return switch (code) {
      case STEP_ADD -> new MembershipChange.Step.AddLearner(in.contact());
      case STEP_PROMOTE -> new MembershipChange.Step.Promote(in.number());
      case STEP_DEMOTE -> new MembershipChange.Step.Demote(in.number());
      case STEP_REMOVE -> new MembershipChange.Step.Remove(in.number());
      default -> throw Invariant.violated("a step of unknown kind " + code);
    };
  }

  private static final class Writer {
    private byte[] array = new byte[256];
    private int length;

    void number(long value) {
      for (int shift = Long.SIZE - Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
        add((byte) (value >>> shift));
      }
    }

    void integer(int value) {
      for (int shift = Integer.SIZE - Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
        add((byte) (value >>> shift));
      }
    }

    void step(int code, long memberId) {
      integer(code);
      number(memberId);
    }

    void ids(List<Long> ids) {
      integer(ids.size());
      ids.forEach(this::number);
    }

    void contacts(List<MemberContact> contacts) {
      integer(contacts.size());
      contacts.forEach(this::contact);
    }

    void contact(MemberContact contact) {
      number(contact.memberId());
      text(contact.name());
      text(contact.host());
      integer(contact.port());
    }

    private void text(String text) {
      Bytes utf8 = Bytes.ofUtf8(text);
      integer(utf8.length());
      for (int i = 0; i < utf8.length(); i++) {
        add(utf8.byteAt(i));
      }
    }

    private void add(byte value) {
      if (length == array.length) {
        array = Arrays.copyOf(array, 2 * length);
      }
      array[length] = value;
      length++;
    }

    Bytes bytes() {
      return Bytes.wrap(Arrays.copyOf(array, length));
    }
  }

  /** Every read beyond the end, and every value that cannot be, is a violation. */
  private static final class Reader {
    private final Bytes form;
    private int at;

    Reader(Bytes form) {
      this.form = form;
    }

    boolean isAtEnd() {
      return at == form.length();
    }

    long number() {
      return unsigned(Long.BYTES);
    }

    int integer() {
      return (int) unsigned(Integer.BYTES);
    }

    private long unsigned(int count) {
      long value = 0;
      for (int i = 0; i < count; i++) {
        value = value << Byte.SIZE | (form.byteAt(at) & 0xFF);
        at++;
      }
      return value;
    }

    int count(int elementBytesMin) {
      int count = integer();
      Invariant.check(
          count >= 0 && (long) count * elementBytesMin <= form.length() - at,
          "%d elements in %d bytes",
          count,
          form.length() - at);
      return count;
    }

    List<Long> ids() {
      int count = count(Long.BYTES);
      List<Long> ids = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        ids.add(number());
      }
      return ids;
    }

    List<MemberContact> contacts() {
      int count = count(Long.BYTES + 3 * Integer.BYTES);
      List<MemberContact> contacts = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        contacts.add(contact());
      }
      return contacts;
    }

    MemberContact contact() {
      return new MemberContact(number(), text(), text(), integer());
    }

    private String text() {
      int length = count(1);
      String text = form.slice(at, length).toUtf8();
      at += length;
      return text;
    }
  }
}
