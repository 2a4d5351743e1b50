package io.github.portalocker;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.conditions.ArchConditions;
import org.jspecify.annotations.NullMarked;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

/** Kotlin reads {@code @NullMarked} on packages, and does not see it on a module; {@code examples/kotlin} relies on it. */
@AnalyzeClasses(packages = "io.github.portalocker", importOptions = DoNotIncludeTests.class)
final class NullMarkedTest {
    @ArchTest
    static final ArchRule EVERY_PACKAGE_SAYS_SO = classes()
            .should(ArchConditions.be(DescribedPredicate.describe(
                    "in a package that is @NullMarked",
                    (JavaClass type) -> type.getPackage().isAnnotatedWith(NullMarked.class))));
}
