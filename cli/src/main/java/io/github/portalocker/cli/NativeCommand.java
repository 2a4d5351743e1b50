package io.github.portalocker.cli;

import java.io.IOException;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;

import io.github.portalocker.HeldLock;
import io.github.portalocker.internal.programs.Inheritable;
import io.github.portalocker.internal.programs.Inheritance;
import io.github.portalocker.internal.programs.Launch;
import io.github.portalocker.internal.programs.Programs;
import io.github.portalocker.internal.programs.RunningProgram;
import io.github.portalocker.internal.programs.StartException;

/** A command that has the lock as well, unless it is not to have it. */
final class NativeCommand {
    private final RunRequest request;
    private final Programs programs;
    private final Inheritance inherited;

    NativeCommand(RunRequest request, Programs programs, Inheritance inherited) {
        this.request = request;
        this.programs = programs;
        this.inherited = inherited;
    }

    private Launch launch(LockTarget.Held held, Set<Integer> descriptors) {
        return new Launch(request.command().bytes(), inherited, descriptors, request.variables(held));
    }

    /** Those of the locks that the command is to have; locks of a server have none. */
    private Set<Integer> descriptors(LockTarget.Held held) {
        return request.closes()
                ? Set.of()
                : held.locks().stream()
                        .map(NativeCommand::descriptor)
                        .flatMapToInt(OptionalInt::stream)
                        .boxed()
                        .collect(Collectors.toSet());
    }

    private static OptionalInt descriptor(HeldLock lock) {
        return Inheritable.descriptorOf(lock);
    }

    /**
     * Runs it to its end, however often we are told to stop.
     *
     * <p>A lock that the command has, too, is not released then: what the command has left behind in the background may have it, and it ends with the last
     * process that does, as with flock(1).
     */
    int run(LockTarget.Held held, Signals signals) throws CommandException, IOException {
        request.tell(() -> "running " + request.command().program());
        long start = System.nanoTime();
        Set<Integer> descriptors = descriptors(held);
        try (Forwarding forwarding = Forwarding.prepare(programs)) {
            RunningProgram program;
            EarlierSignals.await();
            try {
                program = programs.start(launch(held, descriptors));
            } catch (StartException e) {
                throw notStarted(held, e);
            }
            signals.passTo(forwarding.to(program));
            LossWatch watch = new LossWatch(request, held);
            watch.begin(program::signal);
            int exitCode = program.await();
            request.tell(() -> "the command ended with exit code " + exitCode + " after " + Seconds.since(start));
            if (descriptors.isEmpty()) {
                int result = watch.exitCode(exitCode);
                held.close();
                return result;
            }
            return exitCode;
        }
    }

    /** Returns only if that fails. */
    CommandException replaceThisProcess(LockTarget.Held held) throws IOException {
        Set<Integer> descriptors = descriptors(held);
        EarlierSignals.await();
        request.tell(() -> "running " + request.command().program() + " in the place of portalocker");
        return notStarted(held, programs.exec(launch(held, descriptors)));
    }

    private CommandException notStarted(LockTarget.Held held, StartException failure) throws IOException {
        held.close();
        return new CommandException(
                failure.isOutOfMemory() ? ExitCode.SYSTEM : ExitCode.UNAVAILABLE,
                "cannot run '" + request.command().program() + "': " + failure.getMessage() + "; the lock is released");
    }
}
