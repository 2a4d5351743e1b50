package com.example;

import io.github.portalocker.junit.FileLocked;
import org.junit.jupiter.api.RepeatedTest;

@FileLocked("database")
class MigrationTest {
    @RepeatedTest(5)
    void writes() throws Exception {
        Database.use("write");
    }
}
