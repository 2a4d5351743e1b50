package io.github.portalocker.zookeeper;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import org.apache.zookeeper.common.PathUtils;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

final class FolderTest {
    @Test
    void nameCanBeReadBelowTwoDigitsOfItsHash() {
        assertThat(Folder.of("/app", "jobs/import-7.b")).isEqualTo("/app/c8/jobs%2fimport-7.b");
    }

    @Test
    void differentNamesHaveDifferentNodesThatZookeeperTakes() {
        List<String> names = List.of(
                "a",
                "A",
                ".",
                "..",
                "...",
                "a/b",
                "a%2fb",
                "zookeeper",
                " ",
                "\u0000",
                "\u001f",
                "\uffff",
                "\u00e4",
                "\ud83d\udd12",
                "~",
                "x".repeat(3_000),
                "x".repeat(3_001),
                "\u00e4".repeat(3_000));
        Set<String> folders =
                names.stream().map(name -> Folder.of("/app", name)).collect(Collectors.toSet());
        assertThat(folders).hasSameSizeAs(names).allSatisfy(folder -> {
            assertThatCode(() -> PathUtils.validatePath(folder)).doesNotThrowAnyException();
            assertThat(folder.length()).isLessThan(250);
        });
    }
}
