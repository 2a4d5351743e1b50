package io.github.portalocker.recipes;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import io.github.portalocker.FileLocker;
import io.github.portalocker.LockTimeoutException;
import io.github.portalocker.tck.Program;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

final class SingleInstanceTest {
    @TempDir
    Path temporary;

    Path folder;

    @BeforeEach
    void setUp() throws IOException {
        folder = temporary.toRealPath().resolve("state");
    }

    private SingleInstance instance(boolean sockets) {
        return new SingleInstance(
                new InstanceFiles(folder, "app"), FileLocker.builder().build(), sockets);
    }

    private Program program(String transport, String stay, int seconds, String... arguments) throws IOException {
        List<String> all = new ArrayList<>(List.of(folder.toString(), transport, stay, Integer.toString(seconds)));
        all.addAll(List.of(arguments));
        return Program.java(List.of(), InstanceMain.class, all.toArray(String[]::new));
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(each -> each.getFileName().toString()).sorted().toList();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theSecondHandsOverAndGetsTheExitCode(boolean sockets) throws Exception {
        List<SingleInstance.Request> requests = Collections.synchronizedList(new ArrayList<>());
        try (SingleInstance.Outcome first = instance(sockets).become(List.of(), request -> {
            requests.add(request);
            return 42;
        })) {
            assertThat(first).isInstanceOf(SingleInstance.Primary.class);
            List<String> arguments = List.of("", "ä ∀ 😀", "x".repeat(100_000));
            assertThat(instance(sockets).become(arguments, request -> 1)).isEqualTo(new SingleInstance.HandedOver(42));
            assertThat(requests)
                    .containsExactly(
                            new SingleInstance.Request(arguments, Path.of("").toAbsolutePath()));
        }
        assertThat(names()).containsExactly("app.lock");
    }

    @ParameterizedTest
    @ValueSource(strings = {"socket", "port"})
    void ofManyThatStartAtOnceOneRunsAndTheOthersHandOver(String transport) throws Exception {
        boolean isShort = Integer.getInteger("portalocker.stress.seconds", 3) <= 3;
        int starts = !isShort ? 20 : transport.equals("socket") ? 10 : 4;
        List<Program> programs = new ArrayList<>();
        try {
            for (int i = 0; i < starts; i++) {
                programs.add(program(transport, "stay", 60, "x".repeat(i)));
            }
            int primaries = 0;
            int handedOver = 0;
            for (int i = 0; i < starts; i++) {
                String answer = programs.get(i).readLine(60_000);
                if (answer.equals("handed over")) {
                    assertThat(programs.get(i).exitCode()).isEqualTo(i);
                    handedOver++;
                } else {
                    assertThat(answer).isEqualTo("primary");
                    primaries++;
                }
            }
            assertThat(primaries).isEqualTo(1);
            assertThat(handedOver).isEqualTo(starts - 1);
        } finally {
            programs.forEach(Program::close);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatAKilledInstanceLeftIsNoHindrance(boolean sockets) throws Exception {
        try (Program other = program(sockets ? "socket" : "port", "stay", 10)) {
            other.awaitLine("primary");
            other.kill();
        }
        assertThat(folder.resolve("app.address")).exists();
        try (SingleInstance.Outcome next = instance(sockets).become(List.of(), request -> 7)) {
            assertThat(next).isInstanceOf(SingleInstance.Primary.class);
            assertThat(instance(sockets).become(List.of(), request -> 1)).isEqualTo(new SingleInstance.HandedOver(7));
        }
    }

    @Test
    void aFailureOfTheHandlerReachesTheLaterStart() throws Exception {
        try (SingleInstance.Outcome first = instance(true).become(List.of(), request -> {
            throw new IOException("no such document");
        })) {
            assertThat(first).isInstanceOf(SingleInstance.Primary.class);
            assertThatExceptionOfType(FileSystemException.class)
                    .isThrownBy(() -> instance(true).become(List.of("x"), request -> 1))
                    .withMessageContaining("could not do what it was asked for: java.io.IOException: no such document");
        }
    }

    @Test
    void anErrorOfTheHandlerReachesTheLaterStartAtOnce() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        try (SingleInstance.Outcome first = instance(true).become(List.of(), request -> {
            calls.incrementAndGet();
            throw new AssertionError("half a pair: \ud800");
        })) {
            assertThat(first).isInstanceOf(SingleInstance.Primary.class);
            assertThatExceptionOfType(FileSystemException.class)
                    .isThrownBy(() -> instance(true).become(List.of("x"), request -> 1))
                    .withMessageContaining(
                            "could not do what it was asked for: java.lang.AssertionError: half a pair: ?");
            assertThat(calls).hasValue(1);
        }
    }

    @Test
    void aStoppedInstanceIsNamedAndServesWhenItContinues() throws Exception {
        Machine.needs("kill");
        try (Program other = program("socket", "stay", 10)) {
            other.awaitLine("primary");
            Machine.run("kill", "-STOP", Long.toString(other.pid()));
            try {
                assertThatExceptionOfType(LockTimeoutException.class)
                        .isThrownBy(() -> instance(true).become(List.of("a"), request -> 1, Duration.ofMillis(300)))
                        .withMessageContaining("did not answer within")
                        .withMessageContaining("continue it if it is stopped")
                        .withMessageContaining(Long.toString(other.pid()));
            } finally {
                Machine.run("kill", "-CONT", Long.toString(other.pid()));
            }
            assertThat(instance(true).become(List.of("abc"), request -> 1)).isEqualTo(new SingleInstance.HandedOver(3));
        }
    }

    @Test
    void aStartThatTheEndingInstanceDidNotHandleBecomesTheNext() throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        SingleInstance.Outcome first = instance(true).become(List.of(), request -> {
            inside.countDown();
            go.await();
            return 5;
        });
        ExecutorService threads = Executors.newFixedThreadPool(3);
        try {
            Future<SingleInstance.Outcome> handled =
                    threads.submit(() -> instance(true).become(List.of("1"), request -> 1));
            inside.await();
            Future<SingleInstance.Outcome> waiting =
                    threads.submit(() -> instance(true).become(List.of("2"), request -> 1));
            Thread.sleep(200); // it waits for its turn
            Future<?> end = threads.submit(() -> {
                first.close();
                return null;
            });
            Thread.sleep(100);
            go.countDown();
            assertThat(handled.get()).isEqualTo(new SingleInstance.HandedOver(5));
            end.get();
            try (SingleInstance.Outcome next = waiting.get()) {
                assertThat(next).isInstanceOf(SingleInstance.Primary.class);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void theHandlerMayCloseTheInstance() throws Exception {
        SingleInstance.Outcome[] self = new SingleInstance.Outcome[1];
        self[0] = instance(true).become(List.of(), request -> {
            self[0].close();
            return 3;
        });
        assertThat(instance(true).become(List.of(), request -> 1)).isEqualTo(new SingleInstance.HandedOver(3));
        try (SingleInstance.Outcome next = instance(true).become(List.of(), request -> 1)) {
            assertThat(next).isInstanceOf(SingleInstance.Primary.class);
        }
    }

    @Test
    void theEndOfTheFirstTakesNothingFromTheNext() throws Exception {
        SingleInstance.Outcome first = instance(true).become(List.of(), request -> 1);
        first.close();
        try (SingleInstance.Outcome second = instance(true).become(List.of(), request -> 2)) {
            first.close();
            assertThat(second).isInstanceOf(SingleInstance.Primary.class);
            assertThat(instance(true).become(List.of(), request -> 3)).isEqualTo(new SingleInstance.HandedOver(2));
        }
    }

    @Test
    void aSocketWithALongPathIsElsewhere() throws Exception {
        Machine.needsPosix(folder);
        folder = Files.createDirectories(folder.resolve("x".repeat(120)));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        try (SingleInstance.Outcome first = instance(true).become(List.of(), request -> 4)) {
            assertThat(first).isInstanceOf(SingleInstance.Primary.class);
            assertThat(folder.resolve("app.sock")).doesNotExist();
            InstanceAddress address = InstanceAddress.read(folder.resolve("app.address"));
            assertThat(address.socket()).exists();
            assertThat(instance(true).become(List.of(), request -> 1)).isEqualTo(new SingleInstance.HandedOver(4));
        }
    }

    @Test
    void theFilesAreForTheUserOnly() throws Exception {
        Machine.needsPosix(folder);
        try (SingleInstance.Outcome first = instance(true).become(List.of(), request -> 1)) {
            assertThat(first).isInstanceOf(SingleInstance.Primary.class);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
                    .isEqualTo("rwx------");
            for (String name : List.of("app.lock", "app.sock", "app.address")) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(name))))
                        .as(name)
                        .isEqualTo("rw-------");
            }
        }
    }

    @Test
    void aDirectoryThatOthersCanWriteIsRefused() throws Exception {
        Machine.needsPosix(folder);
        Files.createDirectory(folder);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
        assertThatExceptionOfType(FileSystemException.class)
                .isThrownBy(() -> instance(true).become(List.of(), request -> 1))
                .withMessageContaining("other users can write this directory");
        assertThat(names()).isEmpty();
    }

    @Test
    void anotherUserIsRefusedAndDoesNotDisturb() throws Exception {
        Machine.needsRoot();
        Machine.needs("setpriv");
        List<String> requests = Collections.synchronizedList(new ArrayList<>());
        try (SingleInstance.Outcome first = instance(true).become(List.of(), request -> {
            requests.add(request.arguments().toString());
            return 7;
        })) {
            assertThat(first).isInstanceOf(SingleInstance.Primary.class);
            OtherUser.mayEnter(temporary);
            OtherUser.mayEnter(folder);
            for (String name : List.of("app.lock", "app.address")) { // as one who wants to be found leaves them
                Files.setPosixFilePermissions(folder.resolve(name), PosixFilePermissions.fromString("rw-r--r--"));
            }
            try (Program other = OtherUser.java(
                    temporary, InstanceMain.class, folder.toString(), "socket", "once", "10", "document")) {
                assertThat(other.readLine(60_000))
                        .contains(
                                folder.toString(),
                                "this user cannot write this directory, and its owner could answer in place of the program")
                        .doesNotContain("primary");
                assertThat(other.exitCode()).isEqualTo(99);
            }
            assertThat(requests).isEmpty();
            assertThat(instance(true).become(List.of("x"), request -> 1)).isEqualTo(new SingleInstance.HandedOver(7));
        }
    }

    /** As another user, because root is given any number of threads. */
    @Test
    void anInstanceThatGetsNoThreadAnswersAgainOnceItGetsOne() throws Exception {
        Machine.needsRoot();
        Machine.needs("setpriv");
        Machine.needs("prlimit");
        OtherUser.mayEnter(temporary);
        Machine.run("chown", "65534:65534", temporary.toString());
        Path classes = Files.createDirectory(temporary.resolve("first"));
        Path more = Files.createDirectory(temporary.resolve("second"));
        OtherUser.mayEnter(classes);
        OtherUser.mayEnter(more);
        try (Program first = OtherUser.java(classes, InstanceMain.class, folder.toString(), "socket", "stay", "10")) {
            first.awaitLine("primary");
            String pid = Long.toString(first.pid());
            List<String> most = OtherUser.run("prlimit", "--pid", pid, "--nproc", "--output=HARD", "--noheadings");
            OtherUser.run("prlimit", "--pid", pid, "--nproc=1:");
            InstanceAddress address = InstanceAddress.read(folder.resolve("app.address"));
            try (SocketChannel refused = address.open()) {
                address.connect(refused);
                refused.configureBlocking(false);
                ByteBuffer answer = ByteBuffer.allocate(1);
                await().atMost(Duration.ofSeconds(60)).until(() -> refused.read(answer) < 0);
            }
            OtherUser.run("prlimit", "--pid", pid, "--nproc=" + most.get(0).strip() + ":");
            try (Program second =
                    OtherUser.java(more, InstanceMain.class, folder.toString(), "socket", "once", "60", "document")) {
                assertThat(second.readLine(60_000)).isEqualTo("handed over");
            }
        }
    }

    @Test
    void aPortWithoutTheSecretHandlesNothing() throws Exception {
        List<SingleInstance.Request> requests = Collections.synchronizedList(new ArrayList<>());
        try (SingleInstance.Outcome first = instance(false).become(List.of(), request -> {
            requests.add(request);
            return 1;
        })) {
            assertThat(first).isInstanceOf(SingleInstance.Primary.class);
            InstanceAddress address = InstanceAddress.read(folder.resolve("app.address"));
            new InstanceAddress(null, address.port(), "guessed").write(folder.resolve("app.address"));
            assertThatExceptionOfType(LockTimeoutException.class)
                    .isThrownBy(() -> instance(false).become(List.of("x"), request -> 1, Duration.ofMillis(200)));
            address.write(folder.resolve("app.address"));
            instance(false).become(List.of("y"), request -> 1);
            assertThat(requests).extracting(SingleInstance.Request::arguments).containsExactly(List.of("y"));
        }
    }

    @Test
    void noiseOnTheSocketDoesNotDisturb() throws Exception {
        try (SingleInstance.Outcome first = instance(true).become(List.of(), request -> 6)) {
            assertThat(first).isInstanceOf(SingleInstance.Primary.class);
            InstanceAddress address = InstanceAddress.read(folder.resolve("app.address"));
            List<SocketChannel> silent = new ArrayList<>();
            try {
                for (int i = 0; i < 10; i++) {
                    SocketChannel channel = address.open();
                    silent.add(channel);
                    address.connect(channel);
                    if (i % 2 == 0) {
                        channel.write(ByteBuffer.wrap(new byte[] {1, 2, 3, 4, 5, 6, 7, 8}));
                    }
                }
                assertThat(instance(true).become(List.of(), request -> 1)).isEqualTo(new SingleInstance.HandedOver(6));
            } finally {
                for (SocketChannel channel : silent) {
                    channel.close();
                }
            }
        }
    }

    @Test
    void whatCannotBeHandedOverIsRefusedAtOnce() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> instance(true).become(List.of("x".repeat(1 << 20)), request -> 1))
                .withMessageContaining("more than the 1048576");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> instance(true).become(List.of("\ud800"), request -> 1))
                .withMessageContaining("surrogate");
        assertThatIllegalArgumentException().isThrownBy(() -> SingleInstance.named("a/b"));
        assertThatIllegalArgumentException().isThrownBy(() -> SingleInstance.named(""));
        assertThat(folder).doesNotExist();
    }

    @Test
    void theDirectoryOfTheUserDependsOnNoEnvironment() {
        assertThat(InstanceFiles.defaultDirectory("app").toString()).startsWith(System.getProperty("user.home"));
    }

    @Test
    void anInterruptEndsTheWaitForAnAnswer() throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        try (SingleInstance.Outcome first = instance(true).become(List.of(), request -> {
            inside.countDown();
            go.await();
            return 0;
        })) {
            assertThat(first).isInstanceOf(SingleInstance.Primary.class);
            Throwable[] thrown = new Throwable[1];
            Thread later = new Thread(() -> {
                try {
                    instance(true).become(List.of(), request -> 1).close();
                } catch (IOException | InterruptedException e) {
                    thrown[0] = e;
                }
            });
            later.start();
            inside.await();
            later.interrupt();
            later.join(10_000);
            assertThat(thrown[0]).isInstanceOf(InterruptedException.class);
            go.countDown();
        }
    }
}
