package com.example;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** What the tests of all JVMs share; keeps a record of who used it, for the judge in examples/run. */
final class Database {
    private static final Path RECORD = Path.of(System.getProperty("database"));

    private Database() {}

    static void use(String how) throws IOException, InterruptedException {
        note("begin " + how);
        Thread.sleep(20);
        note("end " + how);
    }

    private static void note(String what) throws IOException {
        Files.writeString(
                RECORD,
                what + " " + ProcessHandle.current().pid() + "\n",
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }
}
