package dev.cook.app;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Who may use what: the part of the architecture that Maven's modules cannot see. */
class ArchitectureTest {
    private static final List<String> MODULES =
            List.of("config", "domain", "store", "git", "hooks", "agents", "gates", "merge", "sshd", "http", "app");

    private static final JavaClasses COOK = classesOfTheProduct();

    /** What Maven compiled, but for jte's own classes; the rules ask for names alone, so no library has to be read. */
    private static JavaClasses classesOfTheProduct() {
        ArchConfiguration.get().setResolveMissingDependenciesFromClassPath(false);
        return new ClassFileImporter()
                .withImportOption(place -> !place.contains("/gg/jte/"))
                .importPaths(MODULES.stream()
                        .map(module -> Demo.root().resolve(module).resolve("target/classes"))
                        .toList());
    }

    private static void only(List<String> modules, String... packages) {
        noClasses()
                .that()
                .resideOutsideOfPackages(
                        modules.stream().map(ArchitectureTest::module).toArray(String[]::new))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(packages)
                .check(COOK);
    }

    private static String module(String name) {
        return "dev.cook." + name + "..";
    }

    @Test
    void allModulesAreLookedAt() {
        for (String module : MODULES) {
            assertThat(COOK.containPackage("dev.cook." + module)).as(module).isTrue();
        }
    }

    @Test
    void onlyTheStoreSpeaksSql() {
        only(List.of("store"), "java.sql..", "javax.sql..", "org.jdbi..", "com.zaxxer..", "org.postgresql..");
    }

    @Test
    void onlyGitHooksAndTransportsKnowJGit() {
        only(List.of("git", "hooks", "sshd", "http"), "org.eclipse.jgit..");
    }

    @Test
    void onlyHttpKnowsItsServer() {
        only(List.of("http"), "org.eclipse.jetty..", "jakarta.servlet..", "gg.jte..");
    }

    @Test
    void onlySshdKnowsItsServer() {
        only(List.of("sshd"), "org.apache.sshd..");
    }

    @Test
    void whatWorksOnABranchMeetsOnlyInItsRows() {
        List<String> parts = List.of("agents", "gates", "merge");
        for (String part : parts) {
            noClasses()
                    .that()
                    .resideInAPackage(module(part))
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(parts.stream()
                            .filter(other -> !other.equals(part))
                            .map(ArchitectureTest::module)
                            .toArray(String[]::new))
                    .check(COOK);
        }
    }

    /** From the controllers down: each package of {@code agents} uses only those that stand below it here. */
    @Test
    void thePackagesOfAgentsUseOnlyThoseBelowThem() {
        List<String> down =
                List.of("review", "environment", "session", "bridge", "backend", "output", "testreport", "transcript");
        for (int i = 0; i < down.size(); i++) {
            noClasses()
                    .that()
                    .resideInAPackage("dev.cook.agents." + down.get(i))
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(above(down.subList(0, i)))
                    .check(COOK);
        }
    }

    /** The wiring and the tools stand above all others. */
    private static String[] above(List<String> packages) {
        return Stream.concat(
                        Stream.of("dev.cook.agents", "dev.cook.agents.mcp"),
                        packages.stream().map("dev.cook.agents."::concat))
                .toArray(String[]::new);
    }

    @Test
    void bridgesAndBackendsDoNotKnowOneAnother() {
        noClasses()
                .that()
                .resideInAPackage("dev.cook.agents.bridge")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.cook.agents.backend")
                .check(COOK);
    }

    @Test
    void theRoomsOfHttpFormNoCircleAndDoNotKnowTheirWiring() {
        slices().matching("dev.cook.http.(*)..").should().beFreeOfCycles().check(COOK);
        noClasses()
                .that()
                .resideInAPackage("dev.cook.http.*..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.cook.http")
                .check(COOK);
    }

    @Test
    void theTransportOfSshKnowsNoCommand() {
        noClasses()
                .that()
                .resideInAPackage("dev.cook.sshd")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.cook.sshd.command")
                .check(COOK);
    }

    /** A package that may not know another is given a function; anything more has two real implementations, or is a class. */
    @Test
    void anInterfaceIsAFunctionOrHasTwoImplementations() {
        List<String> lonely = COOK.stream()
                .filter(type -> type.isInterface() && !type.isAnnotation() && !type.isNestedClass())
                .filter(type -> !type.getSimpleName().equals("package-info"))
                .filter(type -> type.getMethods().stream()
                                .filter(method -> method.getModifiers().contains(JavaModifier.ABSTRACT))
                                .count()
                        != 1)
                .filter(type -> type.getAllSubclasses().size() < 2)
                .map(JavaClass::getName)
                .toList();
        assertThat(lonely).isEmpty();
    }

    @Test
    void theDomainDependsOnTheJdkAlone() {
        classes()
                .that()
                .resideInAPackage(module("domain"))
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("java..", "dev.cook.domain..", "org.jspecify.annotations..")
                .check(COOK);
    }
}
