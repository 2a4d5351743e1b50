package io.github.portalocker.tck;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Packs several jars into one, as build tools do, well or badly.
 *
 * @since 0.1.0
 */
public final class FatJar {
    private static final String SERVICES = "META-INF/services/";
    private static final String MANIFEST = "META-INF/MANIFEST.MF";

    private final Services services;
    private final Map<String, byte[]> entries = new LinkedHashMap<>();

    /** What becomes of files below {@code META-INF/services} that have the same name. */
    public enum Services {
        /** The last one stays, as with any other file. */
        OVERWRITTEN,
        /** One file with the lines of all. */
        MERGED,
        /** One file with the bytes of all, and nothing between the last line of one and the first line of the next. */
        CONCATENATED
    }

    /** An empty one. */
    public FatJar(Services services) {
        this.services = services;
    }

    /** The jar or directory that a class was loaded from. */
    public static Path home(Class<?> type) {
        try {
            return Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Adds all that is in the same jar or directory as each of these classes, in this order. */
    public FatJar addHomes(List<Class<?>> types) throws IOException {
        for (Class<?> type : types) {
            addAll(home(type));
        }
        return this;
    }

    /** Adds all that is in a jar or directory. */
    public FatJar addAll(Path home) throws IOException {
        if (Files.isDirectory(home)) {
            addTree(home);
            return this;
        }
        try (FileSystem jar = FileSystems.newFileSystem(home)) {
            addTree(jar.getPath("/"));
        }
        return this;
    }

    private void addTree(Path root) throws IOException {
        try (Stream<Path> tree = Files.walk(root)) {
            for (Path file : tree.filter(Files::isRegularFile).sorted().toList()) {
                add(root.relativize(file).toString().replace('\\', '/'), Files.readAllBytes(file));
            }
        }
    }

    /** Adds one class without what surrounds it. */
    public FatJar addClass(Class<?> type) throws IOException {
        String name = type.getName().replace('.', '/') + ".class";
        try (InputStream content = type.getClassLoader().getResourceAsStream(name)) {
            add(name, content.readAllBytes());
        }
        return this;
    }

    /** Adds one file; module descriptors and manifests are left out, as every such tool does. */
    public void add(String name, byte[] content) throws IOException {
        if (name.endsWith("module-info.class") || name.equals(MANIFEST)) {
            return;
        }
        byte[] present = entries.get(name);
        if (present == null || !name.startsWith(SERVICES) || services == Services.OVERWRITTEN) {
            entries.put(name, content);
            return;
        }
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        if (services == Services.MERGED) {
            all.write(present);
            all.write('\n');
        } else {
            all.write(
                    new String(present, StandardCharsets.UTF_8).stripTrailing().getBytes(StandardCharsets.UTF_8));
        }
        all.write(content);
        entries.put(name, all.toByteArray());
    }

    /** Gives each file another name or content. */
    public FatJar changeEach(BiFunction<String, byte[], Map.Entry<String, byte[]>> change) {
        Map<String, byte[]> before = Map.copyOf(entries);
        entries.clear();
        before.forEach((name, content) -> {
            Map.Entry<String, byte[]> changed = change.apply(name, content);
            entries.put(changed.getKey(), changed.getValue());
        });
        return this;
    }

    /** Writes the jar; the manifest, if it is not empty, comes first. Jars inside are not compressed, as Spring Boot wants them. */
    public Path write(Path file, String manifest) throws IOException {
        try (OutputStream output = Files.newOutputStream(file);
                ZipOutputStream zip = new ZipOutputStream(output)) {
            if (!manifest.isEmpty()) {
                write(zip, MANIFEST, manifest.getBytes(StandardCharsets.UTF_8));
            }
            Set<String> directories = new HashSet<>();
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                writeDirectories(zip, entry.getKey(), directories);
                write(zip, entry.getKey(), entry.getValue());
            }
        }
        return file;
    }

    /** Class loaders look for them, too. */
    private static void writeDirectories(ZipOutputStream zip, String name, Set<String> written) throws IOException {
        for (int end = name.indexOf('/'); end >= 0; end = name.indexOf('/', end + 1)) {
            String directory = name.substring(0, end + 1);
            if (written.add(directory)) {
                write(zip, directory, new byte[0]);
            }
        }
    }

    private static void write(ZipOutputStream zip, String name, byte[] content) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        if (name.endsWith(".jar")) {
            CRC32 checksum = new CRC32();
            checksum.update(content);
            entry.setMethod(ZipEntry.STORED);
            entry.setSize(content.length);
            entry.setCrc(checksum.getValue());
        }
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
    }
}
