package com.example;

import java.nio.file.Files;
import java.nio.file.Path;

import org.apache.lucene.document.Document;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.store.LockFactory;
import org.apache.lucene.store.LockObtainFailedException;
import org.apache.lucene.store.NativeFSLockFactory;

/** {@code DIRECTORY [native]}: writes an index until its input ends. With {@code native}, Lucene's own lock factory is used. */
public final class Main {
    private Main() {}

    public static void main(String[] args) throws Exception {
        Path path = Path.of(args[0]);
        LockFactory locks = args.length > 1 ? NativeFSLockFactory.INSTANCE : new PortalockerLockFactory();
        try (FSDirectory directory = FSDirectory.open(path, locks);
                IndexWriter writer = new IndexWriter(directory, new IndexWriterConfig())) {
            // As a backup of the directory does, in the same JVM.
            Files.readAllBytes(path.resolve(IndexWriter.WRITE_LOCK_NAME));
            System.out.println("locked with " + locks.getClass().getSimpleName());
            System.in.read();
            writer.addDocument(new Document());
        } catch (LockObtainFailedException e) {
            System.out.println("refused: " + e.getMessage());
        }
    }
}
