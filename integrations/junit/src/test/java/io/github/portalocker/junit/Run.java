package io.github.portalocker.junit;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

import org.junit.platform.engine.discovery.ClassSelector;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/** A fork: runs fixtures of the same names in a JVM of its own. Arguments: how often, and the classes. */
final class Run {
    private Run() {}

    public static void main(String[] arguments) throws Exception {
        List<ClassSelector> classes = Arrays.stream(arguments)
                .skip(1)
                .map(DiscoverySelectors::selectClass)
                .toList();
        for (int i = 0; i < Integer.parseInt(arguments[0]); i++) {
            SummaryGeneratingListener listener = new SummaryGeneratingListener();
            LauncherFactory.create()
                    .execute(
                            LauncherDiscoveryRequestBuilder.request()
                                    .selectors(classes)
                                    .build(),
                            listener);
            listener.getSummary().printFailuresTo(new PrintWriter(System.out, true, StandardCharsets.UTF_8));
        }
        System.out.println("done");
    }

    /** The options of a JVM that runs fixtures. */
    static List<String> options(Path locks, Journal journal) {
        return List.of("-Dportalocker.junit.locks=" + locks, "-D" + Journal.PROPERTY + "=" + journal.file());
    }
}
