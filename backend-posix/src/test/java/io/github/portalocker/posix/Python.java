package io.github.portalocker.posix;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import io.github.portalocker.tck.Program;

/** Interpreters of Python: the first on the path need not be the one for which the system has modules. */
final class Python {
    private static final List<String> INTERPRETERS = List.of("python3", "/usr/bin/python3", "/usr/local/bin/python3");
    private static final Map<String, Optional<String>> FOUND = new ConcurrentHashMap<>();

    private Python() {}

    /** An interpreter that can import this module. */
    static Optional<String> with(String module) {
        return FOUND.computeIfAbsent(
                module,
                name -> INTERPRETERS.stream()
                        .filter(interpreter -> canImport(interpreter, name))
                        .findFirst());
    }

    private static boolean canImport(String interpreter, String module) {
        try (Program program = Program.start(interpreter, "-c", "import " + module)) {
            return program.finish() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
