package io.binnacle.tidy;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The rules of the architecture, to be told the names of rooms. Packages are written as in
 * ArchUnit: {@code io.binnacle.store..} with all below, {@code io.binnacle.store} without.
 */
public final class ArchitectureRules {
  /** The order of these collections changes from one run of the JVM to the next. */
  private static final Set<String> UNORDERED =
      new TreeSet<>(
          List.of(
              "java.util.Map.of",
              "java.util.Map.ofEntries",
              "java.util.Map.copyOf",
              "java.util.Set.of",
              "java.util.Set.copyOf"));

  private ArchitectureRules() {}

  /** Rule 1: what lies in the packages depends, within our own code, on nothing but these. */
  public static ArchRule dependsOnlyOn(String from, String... ours) {
    return noClasses()
        .that()
        .resideInAPackage(from)
        .should()
        .dependOnClassesThat(resideInAnyPackage("io.binnacle..").and(not(resideInAnyPackage(ours))))
        .as(from + " depends on no other code of ours than " + String.join(", ", ours));
  }

  /** Rule 2: pure rooms see values only. The extra packages are those their module allows. */
  public static ArchRule pureRoomsSeeValuesOnly(List<String> rooms, String... extra) {
    DescribedPredicate<JavaClass> values =
        resideInAnyPackage(
                "java.lang",
                "java.lang.annotation",
                "java.lang.invoke",
                "java.lang.runtime",
                "java.util",
                "java.util.function",
                "java.util.stream",
                "java.util.regex",
                "java.math",
                "java.time..",
                "java.nio.charset",
                "org.jspecify..")
            .and(not(chanceOrClock()))
            .or(
                namedAnyOf(
                    "java.nio.ByteBuffer",
                    "java.nio.CharBuffer",
                    "java.util.zip.CRC32C",
                    "java.io.Serializable"));
    return noClasses()
        .that()
        .resideInAnyPackage(rooms.toArray(new String[0]))
        .should()
        .dependOnClassesThat(not(values.or(resideInAnyPackage(extra)).or(arrays())))
        .as("pure rooms see values only: " + rooms);
  }

  private static DescribedPredicate<JavaClass> chanceOrClock() {
    return namedAnyOf(
        "java.util.Random",
        "java.util.UUID",
        "java.util.Timer",
        "java.util.Scanner",
        "java.util.ServiceLoader",
        "java.lang.Thread",
        "java.lang.Process",
        "java.lang.ProcessBuilder",
        "java.lang.Runtime",
        "java.time.Clock");
  }

  private static DescribedPredicate<JavaClass> namedAnyOf(String... names) {
    List<String> all = List.of(names);
    return describe("one of " + all, type -> all.contains(type.getFullName()));
  }

  private static DescribedPredicate<JavaClass> arrays() {
    return describe("arrays and primitives", type -> type.isArray() || type.isPrimitive());
  }

  /** Rule 2: they ask no clock and make no collection whose order changes between runs. */
  public static ArchRule pureRoomsAreRepeatable(List<String> rooms) {
    return noClasses()
        .that()
        .resideInAnyPackage(rooms.toArray(new String[0]))
        .should()
        .accessTargetWhere(
            describe("asks a clock or has no order", ArchitectureRules::unrepeatable))
        .as("pure rooms are repeatable: " + rooms);
  }

  private static boolean unrepeatable(JavaAccess<?> access) {
    String owner = access.getTargetOwner().getFullName();
    String name = access.getTarget().getName();
    boolean clock =
        (owner.equals("java.lang.System")
                && (name.equals("nanoTime") || name.equals("currentTimeMillis")))
            || (owner.startsWith("java.time.") && name.equals("now"))
            || (owner.equals("java.lang.Math") && name.equals("random"));
    return clock || UNORDERED.contains(owner + "." + name);
  }

  /** Rules 3 to 6: nobody but the named rooms may see these packages or classes. */
  public static ArchRule onlyIn(String what, List<String> seen, String... rooms) {
    return noClasses()
        .that()
        .resideOutsideOfPackages(rooms)
        .should()
        .dependOnClassesThat(
            describe(
                what,
                type ->
                    seen.stream()
                        .anyMatch(
                            one ->
                                one.endsWith("..")
                                    ? resideInAnyPackage(one).test(type)
                                    : type.getFullName().equals(one))))
        .as(what + " only in " + List.of(rooms));
  }

  /** Rules 4 and 5: one room never sees the others. */
  public static ArchRule neverSees(String room, String... others) {
    return noClasses()
        .that()
        .resideInAPackage(room)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(others)
        .as(room + " never sees " + List.of(others));
  }

  /** Rule 7: blocking and subscribing only in the named classes. */
  public static ArchRule subscribesOnlyIn(String... classes) {
    List<String> allowed = List.of(classes);
    return noClasses()
        .that(describe("are not listed", type -> !allowed.contains(outermost(type))))
        .should()
        .accessTargetWhere(describe("blocks or subscribes", ArchitectureRules::subscribes))
        .as("block(), subscribe() and Schedulers only in " + allowed);
  }

  private static String outermost(JavaClass type) {
    String name = type.getFullName();
    int inner = name.indexOf('$');
    return inner < 0 ? name : name.substring(0, inner);
  }

  private static boolean subscribes(JavaAccess<?> access) {
    String owner = access.getTargetOwner().getFullName();
    String name = access.getTarget().getName();
    boolean call = name.startsWith("block") || name.equals("subscribe");
    return (owner.startsWith("reactor.core.publisher.") && call)
        || owner.startsWith("reactor.core.scheduler.Schedulers");
  }

  /** Rule 8: threads and what guards against them only where a thread lives. */
  public static ArchRule threadsOnlyIn(String... rooms) {
    return ArchRuleDefinition.classes()
        .that()
        .resideOutsideOfPackages(rooms)
        .should(notTouchThreads())
        .as("threads, executors, synchronized and volatile only in " + List.of(rooms));
  }

  private static ArchCondition<JavaClass> notTouchThreads() {
    DescribedPredicate<JavaClass> threads =
        namedAnyOf(
            "java.lang.Thread",
            "java.util.concurrent.Executor",
            "java.util.concurrent.ExecutorService",
            "java.util.concurrent.Executors",
            "java.util.concurrent.ScheduledExecutorService",
            "java.util.concurrent.ForkJoinPool");
    return new ArchCondition<>("not touch threads") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        type.getDirectDependenciesFromSelf().stream()
            .filter(dependency -> threads.test(dependency.getTargetClass()))
            .forEach(
                dependency ->
                    events.add(SimpleConditionEvent.violated(type, dependency.getDescription())));
        type.getFields().stream()
            .filter(field -> field.getModifiers().contains(JavaModifier.VOLATILE))
            .forEach(
                field ->
                    events.add(
                        SimpleConditionEvent.violated(
                            field, field.getFullName() + " is volatile")));
        type.getMethods().stream()
            .filter(method -> method.getModifiers().contains(JavaModifier.SYNCHRONIZED))
            .forEach(
                method ->
                    events.add(
                        SimpleConditionEvent.violated(
                            method, method.getFullName() + " is synchronized")));
      }
    };
  }

  /** Rule 9: no cycles, with each package as a slice of its own. */
  public static ArchRule packagesHaveNoCycles(String root) {
    return SlicesRuleDefinition.slices()
        .assignedFrom(
            new SliceAssignment() {
              @Override
              public SliceIdentifier getIdentifierOf(JavaClass type) {
                String name = type.getPackageName();
                boolean ours = name.equals(root) || name.startsWith(root + ".");
                return ours ? SliceIdentifier.of(name) : SliceIdentifier.ignore();
              }

              @Override
              public String getDescription() {
                return "one slice per package below " + root;
              }
            })
        .should()
        .beFreeOfCycles();
  }
}
