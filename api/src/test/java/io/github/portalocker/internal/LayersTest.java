package io.github.portalocker.internal;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

/** Which package of the engine may use which other one. */
@AnalyzeClasses(packages = "io.github.portalocker", importOptions = DoNotIncludeTests.class)
final class LayersTest {
    private static final String INTERNAL = "io.github.portalocker.internal";

    @ArchTest
    static final ArchRule SELECTION_KNOWS_NOTHING_OF_LOCKING = noClasses()
            .that()
            .resideInAPackage(INTERNAL + ".select")
            .should()
            .dependOnClassesThat()
            .resideInAPackage(INTERNAL);
}
