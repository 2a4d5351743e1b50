package io.github.portalocker.spring;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.github.portalocker.NamedLocks;
import io.github.portalocker.tck.Example;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.integration.leader.Context;
import org.springframework.integration.leader.DefaultCandidate;
import org.springframework.integration.support.leader.LockRegistryLeaderInitiator;
import org.springframework.integration.support.locks.LockRegistry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The registry among Spring's own classes; run with each generation of Spring. */
final class SpringTest {
    @TempDir
    Path folder;

    /** Two beans, and a third one that asks for Spring's interface. */
    @Configuration(proxyBeanMethods = false)
    static class Application {
        @Bean
        NamedLocks namedLocks() throws IOException {
            return NamedLocks.connect("memory:" + UUID.randomUUID());
        }

        @Bean
        PortalockerLockRegistry lockRegistry(NamedLocks namedLocks) {
            return new PortalockerLockRegistry(namedLocks);
        }

        @Bean
        @SuppressWarnings("rawtypes") // it has no parameter before 7.0
        Boolean isLocked(LockRegistry registry) {
            return registry.obtain("a").tryLock();
        }
    }

    @Test
    void springOnTheClassPathIsTheOneThatThisRunIsFor() {
        String version = System.getProperty("spring.integration.version");
        assertThat(LockRegistry.class.getPackage().getImplementationVersion()).isEqualTo(version);
        assertThat(LockRegistry.class.getTypeParameters()).hasSize(version.startsWith("7.") ? 1 : 0);
    }

    @Test
    void contextInjectsTheRegistryAndClosesTheLocks() {
        NamedLocks locks;
        try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext(Application.class)) {
            locks = context.getBean(NamedLocks.class);
            assertThat(context.getBean(Boolean.class)).isTrue();
        }
        assertThatThrownBy(() -> locks.holders("a")).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void programForThisGenerationCompiles() throws IOException {
        boolean generic = LockRegistry.class.getTypeParameters().length == 1;
        Example.requireCompilable("""
                import io.github.portalocker.NamedLocks;
                import io.github.portalocker.spring.PortalockerLockRegistry;
                import org.springframework.integration.support.locks.*;
                class Uses {
                    ExpirableLockRegistry%1$s of(NamedLocks locks) {
                        LockRegistry%1$s registry = new PortalockerLockRegistry(locks);
                        registry.obtain("a").lock();
                        return new PortalockerLockRegistry(locks);
                    }
                }
                """.formatted(generic ? "<?>" : ""), folder);
    }

    /** One of those that want to lead. */
    private static final class Member extends DefaultCandidate {
        final CountDownLatch granted = new CountDownLatch(1);
        final CountDownLatch revoked = new CountDownLatch(1);

        Member(String id) {
            super(id, "leader");
        }

        @Override
        public void onGranted(Context context) {
            granted.countDown();
        }

        @Override
        public void onRevoked(Context context) {
            revoked.countDown();
        }
    }

    @Test
    void leaderWhoseLockIsLostIsRevokedAndAnotherOneLeads() throws Exception {
        try (NamedLocks locks = NamedLocks.in(folder);
                NamedLocks otherLocks = NamedLocks.in(folder)) {
            Member first = new Member("first");
            Member second = new Member("second");
            LockRegistryLeaderInitiator one = start(locks, first);
            try {
                assertThat(first.granted.await(60, TimeUnit.SECONDS)).isTrue();
                LockRegistryLeaderInitiator two = start(otherLocks, second);
                try {
                    assertThat(second.granted.await(300, TimeUnit.MILLISECONDS)).isFalse();
                    Files.delete(FilesTest.filesOf("leader", folder).get(0));
                    assertThat(first.revoked.await(60, TimeUnit.SECONDS)).isTrue();
                    assertThat(second.granted.await(60, TimeUnit.SECONDS)).isTrue();
                } finally {
                    two.stop();
                }
            } finally {
                one.stop();
            }
        }
    }

    private static LockRegistryLeaderInitiator start(NamedLocks locks, Member member) {
        LockRegistryLeaderInitiator initiator =
                new LockRegistryLeaderInitiator(new PortalockerLockRegistry(locks), member);
        initiator.setHeartBeatMillis(50);
        initiator.setBusyWaitMillis(20);
        initiator.start();
        return initiator;
    }
}
