package io.github.portalocker.cli;

import java.util.List;
import java.util.stream.Collectors;

import io.github.portalocker.Availability.NotForThisPlatform;
import io.github.portalocker.Availability.Unavailable;
import io.github.portalocker.BackendInfo;
import io.github.portalocker.BackendUnavailableException;
import io.github.portalocker.FileLocker;
import io.github.portalocker.LockDomain;
import io.github.portalocker.Portalocker;
import org.jspecify.annotations.Nullable;

/** {@code portalocker backends}: what is installed, what is chosen, and why the others are not. */
final class BackendsCommand implements Subcommand {
    @Override
    public Syntax syntax() {
        return new Syntax(
                "portalocker backends",
                List.of("[OPTION]..."),
                "Lists the lock backends: which one is chosen, and why the others are not.",
                List.of(Option.HELP, Option.VERSION),
                List.of("Exit code 0, or 69 if no backend can be chosen."));
    }

    @Override
    public int run(ParsedLine line, Arguments arguments) {
        if (!line.operands().isEmpty()) {
            throw new UsageException("backends takes no '" + line.operands().get(0) + "'");
        }
        String chosen = null;
        String failure = null;
        try {
            chosen = FileLocker.builder().build().backend();
        } catch (BackendUnavailableException e) {
            failure = e.getMessage();
        }
        Table table = new Table();
        table.add(List.of("  backend", "priority", "domains", "status"));
        for (BackendInfo backend : Portalocker.backends()) {
            table.add(List.of(
                    (backend.name().equals(chosen) ? "* " : "  ") + backend.name(),
                    Integer.toString(backend.priority()),
                    backend.domains().stream().map(LockDomain::name).sorted().collect(Collectors.joining("+")),
                    status(backend, chosen)));
        }
        table.lines().forEach(Output::print);
        if (failure != null) {
            Output.report(failure.lines().findFirst().orElse(failure));
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
