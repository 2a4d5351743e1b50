package io.github.portalocker.cli;

import java.util.List;

/** What follows {@code portalocker} on the command line. */
interface Subcommand {
    /** Its command line, and its help. */
    Syntax syntax();

    /** Reads what follows its name; options may stand anywhere. */
    default ParsedLine parse(List<String> words) {
        return Getopt.parse(syntax().options(), words, false);
    }

    /** Whether it can do with words that Java cannot decode, and looks itself at those that it cannot do with. */
    default boolean takesBytes() {
        return false;
    }

    /** Runs it; answers the exit code. */
    int run(ParsedLine line, Arguments arguments) throws Exception;
}
