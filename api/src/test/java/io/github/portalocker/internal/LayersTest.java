package io.github.portalocker.internal;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

/** Which package of the engine may use which other one: each only those further down. */
@AnalyzeClasses(packages = "io.github.portalocker", importOptions = DoNotIncludeTests.class)
final class LayersTest {
    private static final String INTERNAL = "io.github.portalocker.internal";

    @ArchTest
    static final ArchRule ARROWS_POINT_DOWN = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("engine")
            .definedBy(INTERNAL)
            .layer("acquire")
            .definedBy(INTERNAL + ".acquire")
            .layer("wait")
            .definedBy(INTERNAL + ".wait")
            .layer("handle")
            .definedBy(INTERNAL + ".handle")
            .layer("queue")
            .definedBy(INTERNAL + ".queue")
            .layer("threads")
            .definedBy(INTERNAL + ".threads")
            .layer("events")
            .definedBy(INTERNAL + ".events")
            .layer("select")
            .definedBy(INTERNAL + ".select")
            .whereLayer("engine")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("acquire")
            .mayOnlyBeAccessedByLayers("engine")
            .whereLayer("wait")
            .mayOnlyBeAccessedByLayers("acquire")
            .whereLayer("handle")
            .mayOnlyBeAccessedByLayers("wait", "acquire", "engine")
            .whereLayer("queue")
            .mayOnlyBeAccessedByLayers("handle", "wait", "acquire", "engine")
            .whereLayer("threads")
            .mayOnlyBeAccessedByLayers("handle", "wait", "acquire", "engine")
            .whereLayer("events")
            .mayOnlyBeAccessedByLayers("queue", "handle", "acquire", "engine")
            .whereLayer("select")
            .mayOnlyBeAccessedByLayers("engine");

    @ArchTest
    static final ArchRule ONE_CLASS_NEEDS_THE_FLIGHT_RECORDER = noClasses()
            .that()
            .haveNameNotMatching(".*\\.FlightRecorder(\\$.*)?")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("jdk.jfr..");

    @ArchTest
    static final ArchRule THE_ENGINE_IS_HIDDEN_BEHIND_ITS_FRONT = noClasses()
            .that()
            .resideInAPackage("io.github.portalocker")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(INTERNAL + ".acquire", INTERNAL + ".wait", INTERNAL + ".handle");
}
