package io.github.portalocker.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

import io.github.portalocker.BackendInfo;
import io.github.portalocker.BackendUnavailableException;
import io.github.portalocker.FileLocker;
import io.github.portalocker.Portalocker;
import io.github.portalocker.spi.Availability.NotForThisPlatform;
import io.github.portalocker.spi.Availability.Unavailable;
import io.github.portalocker.spi.LockDomain;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Help.Column;
import picocli.CommandLine.Help.Column.Overflow;
import picocli.CommandLine.Help.TextTable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code portalocker backends}: what is installed, what is chosen, and why the others are not. */
@Command(
        name = "backends",
        mixinStandardHelpOptions = true,
        description = "Lists the lock backends: which one is chosen, and why the others are not.",
        footer = {"", "Exit code 0, or 69 if no backend can be chosen."})
final class BackendsCommand implements Callable<Integer> {
    private static final int WIDTH = 120;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        String chosen = null;
        String failure = null;
        try {
            chosen = FileLocker.builder().build().backend();
        } catch (BackendUnavailableException e) {
            failure = e.getMessage();
        }
        List<BackendInfo> backends = Portalocker.backends();
        TextTable table = TextTable.forColumns(
                spec.commandLine().getColorScheme(),
                new Column(2, 0, Overflow.SPAN),
                new Column(18, 0, Overflow.SPAN),
                new Column(10, 0, Overflow.SPAN),
                new Column(16, 0, Overflow.SPAN),
                new Column(WIDTH - 46, 0, Overflow.WRAP));
        table.addRowValues("", "backend", "priority", "domains", "status");
        for (BackendInfo backend : backends) {
            table.addRowValues(
                    backend.name().equals(chosen) ? "*" : "",
                    backend.name(),
                    Integer.toString(backend.priority()),
                    backend.domains().stream().map(LockDomain::name).sorted().collect(Collectors.joining("+")),
                    status(backend, chosen));
        }
        PrintWriter out = spec.commandLine().getOut();
        out.print(Ansi.OFF.string(table.toString()));
        out.flush();
        if (failure != null) {
            spec.commandLine()
                    .getErr()
                    .println("portalocker: " + failure.lines().findFirst().orElse(failure));
            return ExitCode.UNAVAILABLE;
        }
        return 0;
    }

    private static String status(BackendInfo backend, @Nullable String chosen) {
        if (backend.name().equals(chosen)) {
            String property = System.getProperty("portalocker.backend");
            return property == null ? "chosen: highest priority of those available" : "chosen: -Dportalocker.backend";
        }
        if (backend.availability() instanceof NotForThisPlatform other) {
            return "not for this platform: " + other.reason();
        }
        if (backend.availability() instanceof Unavailable unavailable) {
            return "unavailable: " + unavailable.reason() + "; " + unavailable.remedy();
        }
        return "available, not chosen: choose it with -Dportalocker.backend or --backend";
    }
}
