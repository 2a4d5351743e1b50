package io.github.portalocker.tck;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

import io.github.portalocker.HeldNamedLock;
import io.github.portalocker.LockMode;
import io.github.portalocker.NamedLocks;

import static org.assertj.core.api.Assertions.assertThat;

/** Another process, which locks a name and tells what it knows. Arguments: URI, name. */
final class ServerHolder {
    private static final String LOCKED = "locked ";

    private ServerHolder() {}

    /** From its first line of output. */
    static long tokenOf(String line) {
        assertThat(line).startsWith(LOCKED);
        return Long.parseLong(line.substring(LOCKED.length()));
    }

    public static void main(String[] arguments) throws Exception {
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try (NamedLocks locks = NamedLocks.connect(arguments[0]);
                HeldNamedLock lock = locks.lock(arguments[1], LockMode.EXCLUSIVE)) {
            System.out.println(LOCKED + lock.fencingToken().orElseThrow());
            for (String line = input.readLine(); line != null && !line.equals("end"); line = input.readLine()) {
                if (line.equals("lost")) {
                    System.out.println(lock.lost().toCompletableFuture().get().subject());
                } else {
                    System.out.println(lock.isValid() ? "valid" : "not valid");
                }
            }
        }
        System.out.println("closed");
    }
}
