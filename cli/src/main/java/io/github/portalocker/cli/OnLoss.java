package io.github.portalocker.cli;

import java.util.Locale;

import org.jspecify.annotations.Nullable;

/** What happens to the command when a server takes its lock away. */
enum OnLoss {
    TERM(15, "gets SIGTERM"),
    KILL(9, "is killed"),
    IGNORE(0, "goes on");

    /** Zero for none. */
    final int signal;

    /** What happens to the command, in words. */
    final String effect;

    OnLoss(int signal, String effect) {
        this.signal = signal;
        this.effect = effect;
    }

    static OnLoss parse(@Nullable String text) {
        if (text == null) {
            return TERM;
        }
        for (OnLoss action : values()) {
            if (text.equals(action.name().toLowerCase(Locale.ROOT))) {
                return action;
            }
        }
        throw new UsageException("--on-loss takes term, kill or ignore, not '" + text + "'");
    }
}
