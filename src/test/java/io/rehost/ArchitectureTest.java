package io.rehost;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.stream.Stream;

/** The table of packages: who may use whom. Packages are named without {@code io.rehost}. */
@AnalyzeClasses(packages = "io.rehost", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  private static final String NETTY = "io.netty..";
  private static final String FABRIC8 = "io.fabric8..";
  private static final String YAML = "org.snakeyaml.engine..";
  private static final String OPENTELEMETRY = "io.opentelemetry..";
  private static final String MICROMETER = "io.micrometer..";
  private static final String PROMETHEUS = "io.prometheus..";
  private static final String JACKSON = "com.fasterxml.jackson..";

  @ArchTest
  static final ArchRule packagesFormNoCycle =
      slices().matching("io.rehost.(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule ruleKnowsOnlyTheJdkAndTheRegexLibrary =
      classes()
          .that()
          .resideInAPackage("io.rehost.rule")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "io.rehost.rule", "java..", "com.google.re2j..", "org.jspecify.annotations..");

  @ArchTest static final ArchRule ruleDocumentUsesRuleOnly = usesOnly("rule.document", "rule");

  @ArchTest
  static final ArchRule sourceUsesRuleAndItsDocuments = usesOnly("source", "rule", "rule.document");

  @ArchTest static final ArchRule wireUsesNothingOfOurs = usesOnly("wire");

  @ArchTest static final ArchRule upstreamUsesWireAndRule = usesOnly("upstream", "wire", "rule");

  @ArchTest
  static final ArchRule probeUsesUpstreamWireAndRule =
      usesOnly("probe", "upstream", "wire", "rule");

  @ArchTest
  static final ArchRule proxyUsesRuleUpstreamAndWire =
      usesOnly("proxy", "rule", "upstream", "wire");

  @ArchTest static final ArchRule observeUsesProxyAndRule = usesOnly("observe", "proxy", "rule");

  @ArchTest
  static final ArchRule injectorUsesRuleAndItsDocuments =
      usesOnly("injector", "rule", "rule.document");

  @ArchTest static final ArchRule electionUsesNothingOfOurs = usesOnly("injector.election");

  @ArchTest
  static final ArchRule certificatesUseTheElection =
      usesOnly("injector.certificates", "injector.election");

  @ArchTest static final ArchRule eventsUseNothingOfOurs = usesOnly("injector.events");

  @ArchTest
  static final ArchRule controllerUsesRulesTheElectionAndEvents =
      usesOnly(
          "injector.controller", "injector.election", "injector.events", "rule", "rule.document");

  @ArchTest
  static final ArchRule fleetUsesWhatIsInjectedRulesAndEvents =
      usesOnly("injector.fleet", "injector", "injector.events", "rule", "rule.document");

  @ArchTest
  static final ArchRule webhookUsesTheInjectorAndRules =
      usesOnly("injector.webhook", "injector", "injector.events", "rule", "rule.document");

  @ArchTest
  static final ArchRule consoleUsesRuleAndObserve = usesOnly("console", "rule", "observe");

  @ArchTest
  static final ArchRule yamlIsReadInDocumentsOnly = isUsedOnlyIn(YAML, "rule.document", "cli");

  @ArchTest
  static final ArchRule kubernetesIsSpokenBySourcesAndTheInjectorOnly =
      isUsedOnlyIn(FABRIC8, "source", "injector", "cli");

  @ArchTest
  static final ArchRule nettyCarriesTheDataPlaneOnly =
      isUsedOnlyIn(NETTY, "wire", "upstream", "probe", "proxy", "cli");

  @ArchTest
  static final ArchRule metricsAreCountedWhereExchangesAreObserved =
      isUsedOnlyIn(MICROMETER, "observe", "cli");

  @ArchTest
  static final ArchRule countsOfEventLoopsAreMergedWhereTheyAreObserved =
      isUsedOnlyIn(PROMETHEUS, "observe", "cli");

  @ArchTest
  static final ArchRule spansAreMadeWhereExchangesAreObserved =
      isUsedOnlyIn(OPENTELEMETRY, "observe");

  /** Not in cli: commands answer faster than Jackson loads. */
  @ArchTest
  static final ArchRule jsonIsReadAndWrittenByALibrary =
      isUsedOnlyIn(JACKSON, "observe", "injector", "console");

  /** Of our own packages, the named one uses these and itself, each without what lies below. */
  private static ArchRule usesOnly(String name, String... others) {
    String[] allowed =
        Stream.concat(Stream.of(name), Stream.of(others))
            .map(other -> "io.rehost." + other)
            .toArray(String[]::new);
    return noClasses()
        .that()
        .resideInAPackage("io.rehost." + name)
        .should()
        .dependOnClassesThat(
            DescribedPredicate.describe(
                "are ours and not of " + String.join(", ", allowed),
                type ->
                    type.getPackageName().startsWith("io.rehost")
                        && !Stream.of(allowed).anyMatch(type.getPackageName()::equals)))
        .allowEmptyShould(true);
  }

  private static ArchRule isUsedOnlyIn(String library, String... names) {
    return noClasses()
        .that()
        .resideOutsideOfPackages(
            Stream.of(names).map(name -> "io.rehost." + name + "..").toArray(String[]::new))
        .should()
        .dependOnClassesThat()
        .resideInAPackage(library)
        .allowEmptyShould(true);
  }
}
