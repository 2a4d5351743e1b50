package io.github.portalocker.posix.core;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import io.github.portalocker.internal.programs.Inheritance;
import io.github.portalocker.internal.programs.Launch;
import io.github.portalocker.internal.programs.Programs;
import io.github.portalocker.internal.programs.RunningProgram;
import io.github.portalocker.internal.programs.StartException;

/**
 * Starts programs on Linux.
 *
 * <p>The numbers of signals are those of Linux on the processors that have a table in {@link PosixPlatform} (signal(7)).
 */
final class PosixPrograms implements Programs {
    private static final int SIGHUP = 1;
    private static final int SIGINT = 2;
    private static final int SIGQUIT = 3;
    private static final int SIGUSR2 = 12;
    private static final int SIGTERM = 15;
    private static final int SIGCHLD = 17;

    /** Those that Java handles whatever it was started with, and without which it can go on: USR2, PIPE, XFSZ. */
    private static final List<Integer> TAKEN = List.of(SIGQUIT, SIGUSR2, 13, 25);

    /** Those that it cannot do without: ILL, TRAP, BUS, FPE, SEGV. */
    private static final List<Integer> NEEDED = List.of(4, 5, 7, 8, 11);

    private final Libc libc;
    private final ProgramLibc programs;

    PosixPrograms(Libc libc, ProgramLibc programs) {
        this.libc = libc;
        this.programs = programs;
    }

    @Override
    public void endAtSignals(Inheritance inherited) {
        for (int signal : List.of(SIGHUP, SIGINT, SIGQUIT, SIGUSR2, SIGTERM)) {
            endAt(signal, inherited);
        }
        SignalHandlers.awaitReturn();
    }

    @Override
    public void endAtQuit(Inheritance inherited) {
        endAt(SIGQUIT, inherited);
    }

    /** Java leaves some signals ignored, and forgets that others were. */
    private void endAt(int signal, Inheritance inherited) {
        byte[] present = new byte[WaitSignal.SIGACTION_SIZE];
        if (inherited.ignores(signal)) {
            ignore(signal);
        } else if (libc.sigaction(signal, null, present) >= 0 && WaitSignal.handler(present) > WaitSignal.SIG_IGN) {
            libc.sigaction(signal, new byte[WaitSignal.SIGACTION_SIZE], null);
        }
    }

    private void ignore(int signal) {
        byte[] action = new byte[WaitSignal.SIGACTION_SIZE];
        WaitSignal.setHandler(action, WaitSignal.SIG_IGN);
        libc.sigaction(signal, action, null);
    }

    private void ignoreAsBefore(Inheritance inherited, List<Integer> signals) {
        for (int signal : signals) {
            if (inherited.ignores(signal)) {
                ignore(signal);
            }
        }
    }

    @Override
    public RunningProgram start(Launch launch) throws StartException {
        prepare(launch, TAKEN);
        RunningProgram program = startApart(launch.words(), InheritedDescriptors.of(launch, programs));
        ignore(SIGQUIT); // from the keyboard it reaches the program as well
        return program;
    }

    @Override
    public RunningProgram startCanary() throws StartException {
        int[] pipe = new int[2];
        int result = programs.pipe(pipe);
        if (result < 0) {
            throw failure(result);
        }
        try {
            // it has no other descriptor; its end of the pipe reports our end, even by SIGKILL
            byte[][] words = words("/bin/sh", "-c", "read _ </dev/fd/" + pipe[0]);
            return startApart(List.of(words), Set.of(pipe[0]));
        } finally {
            libc.close(pipe[0]);
        }
    }

    private static byte[][] words(String... words) {
        byte[][] bytes = new byte[words.length][];
        for (int i = 0; i < words.length; i++) {
            bytes[i] = words[i].getBytes(StandardCharsets.US_ASCII);
        }
        return bytes;
    }

    private void prepare(Launch launch, List<Integer> ignorable) {
        ignoreAsBefore(launch.inherited(), ignorable);
        libc.sigaction(SIGCHLD, new byte[WaitSignal.SIGACTION_SIZE], null); // as flock(1); who ignores it cannot wait
        LibraryPath.restore(programs);
        launch.variables()
                .forEach((name, value) -> programs.setEnvironment(
                        name, value.isEmpty() ? null : value.getBytes(StandardCharsets.US_ASCII)));
    }

    /**
     * In a thread with a table of descriptors of its own: what other threads open meanwhile does not leak, and what this one hides
     * stays open to them.
     */
    private RunningProgram startApart(List<byte[]> words, Set<Integer> descriptors) throws StartException {
        byte[] mask = maskAtStart();
        CompletableFuture<PosixProgram> started = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    PosixProgram program;
                    try {
                        InheritedDescriptors.leaveOnly(descriptors, programs);
                        program = new PosixProgram(programs, spawn(words.toArray(new byte[0][]), mask));
                    } catch (StartException | RuntimeException | Error e) {
                        started.completeExceptionally(e);
                        return;
                    }
                    started.complete(program);
                    program.supervise();
                },
                "portalocker-program");
        thread.setDaemon(true);
        thread.start();
        try {
            return started.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof StartException failure) {
                throw failure;
            }
            throw e;
        }
    }

    private int spawn(byte[][] words, byte[] mask) throws StartException {
        int result = programs.spawn(words[0], words, mask);
        if (result == -Errno.ENOEXEC.code(PosixPlatform.Os.LINUX)) {
            // execvp(3) lets the shell run it, posix_spawnp(3) does not
            byte[] script = ProgramPath.find(words[0]);
            if (script != null) {
                byte[][] forShell = new byte[words.length + 1][];
                System.arraycopy(words, 0, forShell, 1, words.length);
                forShell[0] = words("/bin/sh")[0];
                forShell[1] = script;
                result = programs.spawn(forShell[0], forShell, mask);
            }
        }
        if (result < 0) {
            throw failure(result);
        }
        return result;
    }

    @Override
    public StartException exec(Launch launch) {
        prepare(launch, TAKEN);
        Set<Integer> descriptors = InheritedDescriptors.of(launch, programs);
        InheritedDescriptors.leaveOnly(descriptors, programs);
        byte[][] words = launch.words().toArray(new byte[0][]);
        byte[] before = new byte[WaitSignal.SIGNAL_SET_SIZE];
        libc.pthreadSigmask(WaitSignal.SIG_SETMASK, maskAtStart(), before);
        ignoreAsBefore(launch.inherited(), NEEDED); // for an instant
        int result = programs.exec(words[0], words);
        libc.pthreadSigmask(WaitSignal.SIG_SETMASK, before, new byte[WaitSignal.SIGNAL_SET_SIZE]);
        return failure(result);
    }

    private StartException failure(int negatedErrno) {
        return new StartException(
                programs.describe(-negatedErrno), negatedErrno == -Errno.ENOMEM.code(PosixPlatform.Os.LINUX));
    }

    /** The first thread has the signal mask that the process was started with; the JVM's others have what Java makes of it. */
    private static byte[] maskAtStart() {
        byte[] mask = new byte[WaitSignal.SIGNAL_SET_SIZE];
        Long blocked = ProcStatus.signals(Path.of("/proc/self/status"), "SigBlk:");
        if (blocked != null) {
            ByteBuffer.wrap(mask).order(ByteOrder.nativeOrder()).putLong(0, blocked);
        }
        return mask;
    }
}
