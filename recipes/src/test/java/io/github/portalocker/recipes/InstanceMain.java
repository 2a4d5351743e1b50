package io.github.portalocker.recipes;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import io.github.portalocker.FileLocker;

/**
 * A program that runs once. Arguments: the directory, {@code socket} or {@code port}, {@code stay} (until the input ends) or {@code once},
 * the seconds to wait, and its own ones. It exits with the length of the first of those when that was handed over.
 */
final class InstanceMain {
    private InstanceMain() {}

    public static void main(String[] arguments) throws Exception {
        SingleInstance instance = new SingleInstance(
                new InstanceFiles(Path.of(arguments[0]), "app"),
                FileLocker.builder().build(),
                arguments[1].equals("socket"));
        List<String> own = List.of(arguments).subList(4, arguments.length);
        try (SingleInstance.Outcome outcome =
                instance.become(own, InstanceMain::handle, Duration.ofSeconds(Long.parseLong(arguments[3])))) {
            if (outcome instanceof SingleInstance.HandedOver handedOver) {
                System.out.println("handed over");
                System.exit(handedOver.exitCode());
            }
            System.out.println("primary");
            if (arguments[2].equals("stay")) {
                System.in.read();
            }
        } catch (IOException e) {
            System.out.println(e.getMessage());
            System.exit(99);
        }
        System.out.println("done");
    }

    private static int handle(SingleInstance.Request request) {
        String first = request.arguments().isEmpty() ? "" : request.arguments().get(0);
        if (first.equals("fail")) {
            throw new IllegalStateException("as asked for");
        }
        System.out.println("request " + request.arguments() + " in " + request.directory());
        return first.length();
    }
}
