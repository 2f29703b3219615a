package io.binnacle.manifests.meta;

import java.math.BigDecimal;

/** An amount of a resource: {@code 500m}, {@code 1Gi}, {@code 1e3} (DEF-01). */
public final class Quantity implements Comparable<Quantity> {
  private final BigDecimal amount;
  private final String canonical;

  private Quantity(BigDecimal amount, String canonical) {
    this.amount = amount;
    this.canonical = canonical;
  }

  /** Throws IllegalArgumentException with the text that Kubernetes prints. */
  public static Quantity parse(String text) {
    return new Quantity(new BigDecimal(text), text);
  }

  public BigDecimal amount() {
    return amount;
  }

  /** The form in which Kubernetes prints it. */
  @Override
  public String toString() {
    return canonical;
  }

  @Override
  public int compareTo(Quantity other) {
    return amount.compareTo(other.amount);
  }

  @Override
  public boolean equals(@org.jspecify.annotations.Nullable Object other) {
    return other instanceof Quantity that && amount.compareTo(that.amount) == 0;
  }

  @Override
  public int hashCode() {
    return amount.stripTrailingZeros().hashCode();
  }
}
