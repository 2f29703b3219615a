package io.binnacle.manifests.schema.cel.library;

import dev.cel.common.types.CelType;
import dev.cel.common.types.OpaqueType;
import dev.cel.common.types.SimpleType;
import io.binnacle.manifests.format.IpAddress;
import io.binnacle.manifests.format.IpBlock;
import io.binnacle.manifests.status.FieldError;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Addresses and blocks of them. */
final class AddressFunctions {
  private static final CelType IP = OpaqueType.create("net.IP");
  private static final CelType CIDR = OpaqueType.create("net.CIDR");

  private AddressFunctions() {}

  static void addTo(FunctionTable table) {
    addAddresses(table);
    addBlocks(table);
  }

  private static void addAddresses(FunctionTable table) {
    CelType text = SimpleType.STRING;
    table
        .global("ip", IP, arguments -> address(arguments[0]), text)
        .global(
            "isIP",
            SimpleType.BOOL,
            arguments -> addressOrNull((String) arguments[0]) != null,
            text)
        .global(
            "ip.isCanonical",
            SimpleType.BOOL,
            arguments -> address(arguments[0]).toString().equals(arguments[0]),
            text)
        .global("string", text, arguments -> arguments[0].toString(), IP)
        .member(
            "family", SimpleType.INT, arguments -> address(arguments[0]).isIpv4() ? 4L : 6L, IP);
    addQuestion(table, "isUnspecified", IpAddress::isUnspecified);
    addQuestion(table, "isLoopback", IpAddress::isLoopback);
    addQuestion(table, "isLinkLocalMulticast", IpAddress::isLinkLocalMulticast);
    addQuestion(table, "isLinkLocalUnicast", IpAddress::isLinkLocalUnicast);
    addQuestion(table, "isGlobalUnicast", IpAddress::isGlobalUnicast);
  }

  private static void addQuestion(FunctionTable table, String name, Predicate<IpAddress> holds) {
    table.member(name, SimpleType.BOOL, arguments -> holds.test(address(arguments[0])), IP);
  }

  private static void addBlocks(FunctionTable table) {
    CelType text = SimpleType.STRING;
    table
        .global("cidr", CIDR, arguments -> block(arguments[0]), text)
        .global(
            "isCIDR",
            SimpleType.BOOL,
            arguments -> blockOrNull((String) arguments[0]) != null,
            text)
        .global("string", text, arguments -> arguments[0].toString(), CIDR)
        .member("ip", IP, arguments -> block(arguments[0]).address(), CIDR)
        .member(
            "prefixLength",
            SimpleType.INT,
            arguments -> (long) block(arguments[0]).prefixLength(),
            CIDR)
        .member("masked", CIDR, arguments -> block(arguments[0]).masked(), CIDR);
    for (CelType other : new CelType[] {IP, text}) {
      table.member(
          "containsIP",
          SimpleType.BOOL,
          arguments -> block(arguments[0]).contains(address(arguments[1])),
          CIDR,
          other);
    }
    for (CelType other : new CelType[] {CIDR, text}) {
      table.member(
          "containsCIDR",
          SimpleType.BOOL,
          arguments -> block(arguments[0]).contains(block(arguments[1])),
          CIDR,
          other);
    }
  }

  private static @Nullable IpAddress addressOrNull(String text) {
    IpAddress address = IpAddress.parse(text);
    return address == null || address.isMappedIpv4() ? null : address;
  }

  private static @Nullable IpBlock blockOrNull(String text) {
    IpBlock block = IpBlock.parse(text);
    return block == null || block.address().isMappedIpv4() ? null : block;
  }

  private static IpAddress address(Object value) {
    if (value instanceof IpAddress address) {
      return address;
    }
    String text = (String) value;
    IpAddress address = addressOrNull(text);
    if (address == null) {
      throw new IllegalArgumentException(
          "IP Address "
              + FieldError.quote(text)
              + " parse error during conversion from string: ParseAddr("
              + FieldError.quote(text)
              + "): unable to parse IP");
    }
    return address;
  }

  private static IpBlock block(Object value) {
    if (value instanceof IpBlock block) {
      return block;
    }
    String text = (String) value;
    IpBlock block = blockOrNull(text);
    if (block == null) {
      throw new IllegalArgumentException(
          "network address parse error during conversion from string: "
              + "network address parse error during conversion from string: netip.ParsePrefix("
              + FieldError.quote(text)
              + ")");
    }
    return block;
  }
}
