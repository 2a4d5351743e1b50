package com.example;

import io.github.portalocker.junit.FileLocked;
import org.junit.jupiter.api.RepeatedTest;

@FileLocked("database")
class ImportTest {
    @RepeatedTest(5)
    void writes() throws Exception {
        Database.use("write");
    }
}
