package io.binnacle.store.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binnacle.consensus.base.Bytes;
import io.binnacle.store.Compare;
import io.binnacle.store.Compare.Operand;
import io.binnacle.store.Compare.Relation;
import io.binnacle.store.KeyRange;
import io.binnacle.store.Limits;
import io.binnacle.store.Operation;
import io.binnacle.store.Revision;
import io.binnacle.store.Write;
import io.binnacle.store.Write.Expected;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CommandCodecTest {
  private static final long SEED = Long.getLong("seed", 20_260_101);

  private final Random random = new Random(SEED);

  @Test
  void whatWasEncodedIsDecodedEqual() {
    for (int i = 0; i < 2000; i++) {
      Write write = write();
      assertThat(CommandCodec.decode(CommandCodec.encode(write))).isEqualTo(write);
    }
  }

  /** Flipped bits, cut and lengthened commands end with the typed error or with another write. */
  @Test
  void damagedCommandsNeverFailOtherwise() {
    int refused = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] command = CommandCodec.encode(write()).toArray();
      for (int flips = random.nextInt(4); flips >= 0; flips--) {
        command[random.nextInt(command.length)] ^= (byte) (1 << random.nextInt(8));
      }
      int length = random.nextInt(3) == 0 ? random.nextInt(command.length) : command.length;
      try {
        assertThat(CommandCodec.decode(Bytes.wrap(command, 0, length))).isNotNull();
      } catch (MalformedCommandException _) {
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(5000);
  }

  @Test
  void randomBytesAreNoCommand() {
    for (int i = 0; i < 5000; i++) {
      byte[] command = new byte[random.nextInt(100)];
      random.nextBytes(command);
      if (command.length > 4 && random.nextBoolean()) {
        System.arraycopy(new byte[] {'B', 'C', 1, 0}, 0, command, 0, 4);
      }
      try {
        assertThat(CommandCodec.decode(Bytes.wrap(command))).isNotNull();
      } catch (MalformedCommandException expected) {
        assertThat(expected.getMessage()).isNotEmpty();
      }
    }
  }

  /** Design D16: a newer form is refused by name and never read as something else. */
  @Test
  void newerVersionsAndUnknownBitsAreRefused() {
    byte[] command = CommandCodec.encode(new Write.Compact(new Revision(7))).toArray();
    command[2] = 2;
    assertThatThrownBy(() -> CommandCodec.decode(Bytes.wrap(command)))
        .isInstanceOf(MalformedCommandException.class)
        .hasMessageContaining("version 2");
    command[2] = 1;
    command[3] = 4;
    assertThatThrownBy(() -> CommandCodec.decode(Bytes.wrap(command)))
        .isInstanceOf(MalformedCommandException.class)
        .hasMessageContaining("bits 4");
  }

  /** BUG-23 */
  @Test
  void nestingIsBounded() {
    Write.Transaction transaction = new Write.Transaction(List.of(), List.of(), List.of());
    for (int depth = 1; depth < Limits.TRANSACTION_DEPTH_MAX; depth++) {
      transaction = around(transaction);
    }
    assertThat(WriteRules.contradictionIn(transaction, 128)).isNull();
    assertThat(CommandCodec.decode(CommandCodec.encode(transaction))).isEqualTo(transaction);
    Write.Transaction tooDeep = around(transaction);
    assertThat(WriteRules.contradictionIn(tooDeep, 128)).contains("too deeply");
    Bytes command = CommandCodec.encode(tooDeep);
    assertThatThrownBy(() -> CommandCodec.decode(command))
        .isInstanceOf(MalformedCommandException.class);
  }

  private static Write.Transaction around(Write.Transaction inner) {
    return new Write.Transaction(List.of(), List.of(new Operation.Nested(inner)), List.of());
  }

  private Write write() {
    return switch (random.nextInt(5)) {
      case 0 -> new Write.Put(bytes(), bytes(), bytes(), expected());
      case 1 -> new Write.Delete(bytes(), expected());
      case 2 -> new Write.DeleteRange(range());
      case 3 -> new Write.Compact(revision());
      default -> transaction(3);
    };
  }

  private Write.Transaction transaction(int depth) {
    List<Compare> compares = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      List<Relation> relations = List.of(Relation.values());
      compares.add(new Compare(range(), relations.get(random.nextInt(4)), operand()));
    }
    return new Write.Transaction(compares, operations(depth), operations(depth));
  }

  private List<Operation> operations(int depth) {
    List<Operation> operations = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      operations.add(
          switch (random.nextInt(depth > 1 ? 4 : 3)) {
            case 0 -> new Operation.Put(bytes(), bytes(), bytes());
            case 1 -> new Operation.DeleteRange(range());
            case 2 -> new Operation.Range(range(), random.nextInt(1000), revision());
            default -> new Operation.Nested(transaction(depth - 1));
          });
    }
    return operations;
  }

  private Operand operand() {
    return switch (random.nextInt(5)) {
      case 0 -> new Operand.Version(random.nextLong());
      case 1 -> new Operand.CreateRevision(revision());
      case 2 -> new Operand.ModRevision(revision());
      case 3 -> new Operand.KeyLease(random.nextLong());
      default -> new Operand.Value(bytes());
    };
  }

  private Expected expected() {
    return switch (random.nextInt(3)) {
      case 0 -> new Expected.Anything();
      case 1 -> new Expected.Absent();
      default -> new Expected.ModRevision(revision());
    };
  }

  private KeyRange range() {
    return new KeyRange(bytes(), random.nextBoolean() ? bytes() : null);
  }

  private Revision revision() {
    return new Revision(random.nextLong() >>> (1 + random.nextInt(62)));
  }

  private Bytes bytes() {
    byte[] bytes = new byte[random.nextInt(10) == 0 ? 300 : random.nextInt(20)];
    random.nextBytes(bytes);
    return Bytes.wrap(bytes);
  }
}
