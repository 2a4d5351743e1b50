package com.example;

import io.github.portalocker.junit.FileLocked;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.parallel.ResourceAccessMode;

class ReportTest {
    @FileLocked(value = "database", mode = ResourceAccessMode.READ)
    @RepeatedTest(5)
    void reads() throws Exception {
        Database.use("read");
    }

    @FileLocked("database")
    @RepeatedTest(5)
    void writes() throws Exception {
        Database.use("write");
    }
}
