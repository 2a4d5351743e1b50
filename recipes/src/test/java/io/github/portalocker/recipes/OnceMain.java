package io.github.portalocker.recipes;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;

/** One change of a file, with its failure as a line of output; for tests that run it under other circumstances. */
final class OnceMain {
    private OnceMain() {}

    /** Arguments: what to do, the file, and the content. */
    public static void main(String[] arguments) throws Exception {
        LockedFile.Builder builder = LockedFile.builder(Path.of(arguments[1]));
        byte[] content = arguments[2].getBytes(StandardCharsets.UTF_8);
        try {
            switch (arguments[0]) {
                case "write" -> builder.build().write(content, Duration.ofSeconds(20));
                case "inplace" -> builder.inPlaceIfNeeded().build().write(content);
                case "append" -> builder.build().append(content);
                case "read" -> System.out.println(new String(builder.build().readLocked(), StandardCharsets.UTF_8));
                default -> throw new IllegalArgumentException(arguments[0]);
            }
            System.out.println("done");
        } catch (IOException e) {
            System.out.println(e.getMessage());
        }
    }
}
