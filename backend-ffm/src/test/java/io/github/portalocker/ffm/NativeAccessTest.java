package io.github.portalocker.ffm;

import java.util.List;

import io.github.portalocker.Availability.Unavailable;
import io.github.portalocker.Portalocker;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

final class NativeAccessTest {
    @Test
    void deniedNativeAccessIsUnavailabilityWithTheRightFlag() throws Exception {
        List<String> output = Child.output(
                Child.thisJava(),
                List.of("--illegal-native-access=deny"),
                entry -> true,
                PrintAvailability.class.getName());

        assertThat(output).hasSize(1);
        assertThat(output.get(0))
                .startsWith("unavailable: Java denies native access to the class path")
                .contains("--enable-native-access=ALL-UNNAMED");
    }

    @Test
    void grantedNativeAccessIsEnoughWithoutJna() throws Exception {
        List<String> output = Child.output(
                Child.thisJava(),
                List.of("--illegal-native-access=deny", "--enable-native-access=ALL-UNNAMED"),
                Child::isNotJna,
                PrintAvailability.class.getName());

        assertThat(output).containsExactly("available");
    }

    @Test
    void theClassesOfTheBackendLoadWithoutNativeAccess() throws Exception {
        List<String> output = Child.output(
                Child.thisJava(),
                List.of("--illegal-native-access=deny"),
                Child::isNotJna,
                LoadClasses.class.getName());

        assertThat(output).containsExactly("loaded");
    }

    /** Java reports the failed initialization of a class once, and afterwards only that there was one. */
    @Test
    void everyBackendTellsTheFirstFailure() throws Exception {
        List<String> output = Child.output(
                Child.thisJava(),
                List.of("-Djdk.internal.foreign.CABI=UNSUPPORTED"),
                Child::isNotJna,
                PrintAll.class.getName());

        assertThat(output)
                .hasSize(3)
                .allSatisfy(line ->
                        assertThat(line).contains("NotForThisPlatform", "this JVM has no linker for native functions"));
    }

    static final class PrintAll {
        private PrintAll() {}

        @SuppressWarnings("SystemOut") // read by the test
        public static void main(String[] arguments) {
            Portalocker.backends().stream()
                    .filter(info -> info.name().startsWith("ffm-"))
                    .forEach(info -> System.out.println(info.availability()));
        }
    }

    static final class PrintAvailability {
        private PrintAvailability() {}

        @SuppressWarnings("SystemOut") // read by the test
        public static void main(String[] arguments) {
            Portalocker.backends().stream()
                    .filter(info -> info.name().equals("ffm-flock"))
                    .forEach(info -> System.out.println(
                            info.availability() instanceof Unavailable unavailable
                                    ? "unavailable: " + unavailable.reason() + "; " + unavailable.remedy()
                                    : "available"));
        }
    }

    static final class LoadClasses {
        private LoadClasses() {}

        @SuppressWarnings("SystemOut") // read by the test
        public static void main(String[] arguments) {
            new FfmFlockBackend().name();
            new FfmChannelDescriptors();
            assertThat(FfmLibc.class).isNotNull();
            System.out.println("loaded");
        }
    }
}
