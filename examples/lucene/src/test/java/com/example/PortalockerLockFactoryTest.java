package com.example;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import com.carrotsearch.randomizedtesting.ThreadFilter;
import com.carrotsearch.randomizedtesting.annotations.ThreadLeakFilters;
import org.apache.lucene.store.AlreadyClosedException;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.store.Lock;
import org.apache.lucene.tests.store.BaseLockFactoryTestCase;
import org.apache.lucene.tests.util.LuceneTestCase.SuppressFileSystems;

/** Lucene's own contract of lock factories. */
@SuppressFileSystems("*") // Lucene's file systems in Java have no files that the system could lock
@ThreadLeakFilters(filters = PortalockerLockFactoryTest.ThreadsOfJna.class)
public class PortalockerLockFactoryTest extends BaseLockFactoryTestCase {
    /** JNA, which calls the system on Java before 22, keeps a thread of its own. */
    public static final class ThreadsOfJna implements ThreadFilter {
        @Override
        public boolean reject(Thread thread) {
            return thread.getName().equals("JNA Cleaner");
        }
    }

    @Override
    protected Directory getDirectory(Path path) throws IOException {
        return newFSDirectory(path, new PortalockerLockFactory());
    }

    public void testALockWhoseFileWasReplacedIsInvalid() throws IOException {
        Path path = createTempDir();
        try (Directory directory = FSDirectory.open(path, new PortalockerLockFactory());
                Lock lock = directory.obtainLock("write.lock")) {
            Files.delete(path.resolve("write.lock"));
            Files.createFile(path.resolve("write.lock"));
            expectThrows(AlreadyClosedException.class, lock::ensureValid);
        }
    }
}
