package io.github.portalocker.benchmarks;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;

/** Everything that one run measured, and where. */
record Results(Machine machine, String extent, List<Result> results) {
    private static final Gson JSON =
            new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

    static Results empty(Machine machine, String extent) {
        return new Results(machine, extent, new ArrayList<>());
    }

    void add(String measure, String variant, String subject, String unit, double value) {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException(measure + ", " + variant + ", " + subject + ": measured " + value);
        }
        find(measure, variant, subject)
                .orElseGet(() -> {
                    Result fresh = new Result(measure, variant, subject, unit, new ArrayList<>());
                    results.add(fresh);
                    return fresh;
                })
                .rounds()
                .add(value);
    }

    Optional<Result> find(String measure, String variant, String subject) {
        return results.stream()
                .filter(result -> result.is(measure, variant, subject))
                .findFirst();
    }

    List<Result> of(String measure) {
        return results.stream()
                .filter(result -> result.measure().equals(measure))
                .toList();
    }

    Set<String> subjectsOf(String measure) {
        return of(measure).stream().map(Result::subject).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    Set<String> variantsOf(String measure) {
        return of(measure).stream().map(Result::variant).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    void write(Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        try (Writer writer = Files.newBufferedWriter(file)) {
            JSON.toJson(this, writer);
            writer.write('\n');
        }
    }

    static Results read(Path file) throws IOException {
        try (Reader reader = Files.newBufferedReader(file)) {
            return JSON.fromJson(reader, Results.class);
        }
    }
}
