package com.example;

import io.github.portalocker.junit.FileLocked;
import org.junit.jupiter.api.RepeatedTest;

@FileLocked("database")
class ExportTest {
    @RepeatedTest(5)
    void writes() throws Exception {
        Database.use("write");
    }
}
