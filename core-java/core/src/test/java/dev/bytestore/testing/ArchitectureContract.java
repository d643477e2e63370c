package dev.bytestore.testing;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import com.tngtech.archunit.library.dependencies.SliceRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/**
 * Checks which packages use which, and that neither packages nor classes use each other in a
 * circle. Each module extends it. A nested class counts as a part of its top-level class.
 */
@TestInstance(Lifecycle.PER_CLASS) // reading the classes is slow
public abstract class ArchitectureContract {

  private static final String OURS = "dev.bytestore";
  private static final String ALL_OURS = OURS + "..";

  /** The packages of this project that each package may use. */
  private static final Map<String, Set<String>> ARROWS =
      Map.ofEntries(
          entry("internal", Set.of()),
          entry("internal.json", Set.of("internal")),
          entry("internal.langchain", Set.of("internal", "internal.json")),
          entry("internal.http", Set.of("internal")),
          entry("", Set.of("internal", "internal.json", "internal.langchain")),
          entry("internal.cache", Set.of("", "internal", "internal.json", "internal.langchain")),
          entry("internal.store", Set.of("", "internal")),
          entry("internal.model", Set.of("", "internal", "internal.json")),
          entry(
              "cassandra",
              Set.of(
                  "",
                  "internal",
                  "internal.json",
                  "internal.http",
                  "internal.cache",
                  "internal.store")),
          entry(
              "astra",
              Set.of(
                  "",
                  "internal",
                  "internal.json",
                  "internal.http",
                  "internal.cache",
                  "internal.store")),
          entry("kotlin", Set.of("", "cassandra", "astra")),
          entry("langchain4j", Set.of("", "internal", "internal.json", "internal.model")),
          entry("spring.ai", Set.of("", "internal", "internal.json", "internal.model")),
          entry("koog", Set.of("", "internal", "internal.json", "internal.model")),
          entry("micrometer", Set.of("")),
          entry("spring.boot", Set.of("", "cassandra", "astra", "micrometer", "spring.ai")));

  /** The packages of libraries that only some of our packages may use. */
  private static final Map<String, Set<String>> RESERVED =
      Map.of(
          "com.datastax..", Set.of("cassandra", "kotlin", "spring.boot"),
          "dev.langchain4j..", Set.of("langchain4j"),
          "org.springframework..", Set.of("spring.ai", "spring.boot"),
          "reactor..", Set.of("spring.ai"),
          "ai.koog..", Set.of("koog"),
          "io.micrometer..", Set.of("micrometer", "spring.boot"),
          "java.net.http..", Set.of("astra", "cassandra", "internal.http"),
          "com.fasterxml..", Set.of("internal.json", "astra"));

  private JavaClasses classes;

  /** A class of the module. All classes in the same directory tree are checked. */
  protected abstract Class<?> aClassOfTheModule();

  /** The allowed uses that close a circle of classes. Default: none. */
  protected List<NecessaryUse> necessaryUses() {
    return List.of();
  }

  /**
   * A use of one class by another that closes a circle.
   *
   * @param reason why it is needed
   */
  public record NecessaryUse(Class<?> user, Class<?> used, String reason) {}

  @BeforeAll
  void importClasses() {
    Class<?> any = aClassOfTheModule();
    classes =
        new ClassFileImporter().importUrl(any.getProtectionDomain().getCodeSource().getLocation());
    assertThat(classes.contain(any)).isTrue();
  }

  @Test
  void noPackagesUseEachOther() {
    withoutCycles(JavaClass::getPackageName, List.of()).check(classes);
  }

  @Test
  void noClassesUseEachOther() {
    withoutCycles(ArchitectureContract::topLevelName, necessaryUses()).check(classes);
  }

  @Test
  void everyNecessaryUseClosesACircleAndHasAReason() {
    for (NecessaryUse use : necessaryUses()) {
      List<NecessaryUse> others = new ArrayList<>(necessaryUses());
      others.remove(use);
      boolean closesACircle =
          withoutCycles(ArchitectureContract::topLevelName, others)
              .evaluate(classes)
              .hasViolation();

      assertThat(closesACircle).as("%s closes a circle", use).isTrue();
      assertThat(use.reason()).isNotBlank();
    }
  }

  @Test
  void packagesUseOnlyThosePackagesThatTheyMay() {
    for (String user : packages()) {
      assertThat(ARROWS).as("the packages that %s may use", user).containsKey(user);
      Set<String> usable = new TreeSet<>(ARROWS.get(user));
      usable.add(user);
      rule(classes()
              .that()
              .resideInAPackage(named(user))
              .should()
              .onlyDependOnClassesThat(
                  resideOutsideOfPackage(ALL_OURS).or(resideInAnyPackage(named(usable)))))
          .check(classes);
    }
  }

  @Test
  void onlyAFewPackagesUseEachLibrary() {
    RESERVED.forEach(
        (theirs, ours) ->
            rule(noClasses()
                    .that(resideInAPackage(ALL_OURS).and(resideOutsideOf(ours)))
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage(theirs))
                .check(classes));
  }

  @Test
  void onlyTheApiOfTheDriverIsUsed() {
    rule(noClasses()
            .should()
            .dependOnClassesThat(
                resideInAPackage("com.datastax..")
                    .and(resideOutsideOfPackage("com.datastax.oss.driver.api.."))))
        .check(classes);
  }

  /** The packages of the module, without {@link #OURS}. */
  private Set<String> packages() {
    return classes.stream()
        .map(type -> type.getPackageName().substring(OURS.length()).replaceFirst("^\\.", ""))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String named(String relative) {
    return relative.isEmpty() ? OURS : OURS + "." + relative;
  }

  private static String[] named(Set<String> relatives) {
    return relatives.stream().map(ArchitectureContract::named).toArray(String[]::new);
  }

  private static DescribedPredicate<JavaClass> resideOutsideOf(Set<String> ours) {
    return DescribedPredicate.not(resideInAnyPackage(named(ours)));
  }

  /** A module may have no classes for a rule. */
  private static ArchRule rule(ArchRule rule) {
    return rule.allowEmptyShould(true);
  }

  private static SliceRule withoutCycles(
      Function<JavaClass, String> part, List<NecessaryUse> exceptions) {
    SliceRule rule = slices().assignedFrom(parts(part)).should().beFreeOfCycles();
    for (NecessaryUse use : exceptions) {
      rule = rule.ignoreDependency(isOf(use.user()), isOf(use.used()));
    }
    return rule;
  }

  private static SliceAssignment parts(Function<JavaClass, String> part) {
    return new SliceAssignment() {
      @Override
      public SliceIdentifier getIdentifierOf(JavaClass type) {
        return SliceIdentifier.of(part.apply(type));
      }

      @Override
      public String getDescription() {
        return "packages or top-level classes";
      }
    };
  }

  private static DescribedPredicate<JavaClass> isOf(Class<?> topLevel) {
    return DescribedPredicate.describe(
        topLevel.getSimpleName(), type -> topLevelName(type).equals(topLevel.getName()));
  }

  private static String topLevelName(JavaClass type) {
    String name = type.getName();
    int end = name.indexOf('$');
    return end < 0 ? name : name.substring(0, end);
  }
}
