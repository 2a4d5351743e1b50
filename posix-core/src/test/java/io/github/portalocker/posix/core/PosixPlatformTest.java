package io.github.portalocker.posix.core;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

final class PosixPlatformTest {
    @Test
    void linuxProcessorsDifferInNoFollow() {
        for (String arch : new String[] {"amd64", "i386", "s390x", "riscv64"}) {
            assertThat(PosixPlatform.of("Linux", arch))
                    .get()
                    .extracting(PosixPlatform::noFollow)
                    .isEqualTo(0x20000);
        }
        for (String arch : new String[] {"aarch64", "arm", "ppc64le"}) {
            assertThat(PosixPlatform.of("Linux", arch))
                    .get()
                    .extracting(PosixPlatform::noFollow)
                    .isEqualTo(0x8000);
        }
    }

    @Test
    void uncheckedProcessorsAndSystemsHaveNoTable() {
        assertThat(PosixPlatform.of("Linux", "mips64el")).isEmpty();
        assertThat(PosixPlatform.of("Linux", "sparcv9")).isEmpty();
        assertThat(PosixPlatform.of("SunOS", "amd64")).isEmpty();
        assertThat(PosixPlatform.of("Windows 10", "amd64")).isEmpty();
    }

    @Test
    void errorsGoByNameNotByNumber() {
        assertThat(Errno.of(PosixPlatform.Os.LINUX, 11)).isEqualTo(Errno.EAGAIN);
        assertThat(Errno.of(PosixPlatform.Os.MACOS, 11)).isEqualTo(Errno.EDEADLK);
        assertThat(Errno.of(PosixPlatform.Os.FREEBSD, 35)).isEqualTo(Errno.EAGAIN);
        assertThat(Errno.of(PosixPlatform.Os.LINUX, 4711)).isNull();
    }
}
