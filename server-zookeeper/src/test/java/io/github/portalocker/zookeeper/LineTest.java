package io.github.portalocker.zookeeper;

import java.util.List;

import io.github.portalocker.LockMode;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

final class LineTest {
    private static final String ID = "01234567-89ab-cdef-0123-456789abcdef";

    private static String node(char mode, int number) {
        return ID + "-" + mode + "-" + String.format("%010d", number);
    }

    private static String inTheWay(List<String> nodes, String mine) {
        Line line = new Line(nodes);
        Line.Place before = line.inTheWayOf(line.find(mine));
        return before == null ? null : before.node();
    }

    @Test
    void writerWaitsForTheOneBeforeAndReaderForTheLastWriter() {
        List<String> nodes = List.of(node('r', 7), node('w', 3), node('r', 5), node('w', 8), node('r', 4));
        assertThat(inTheWay(nodes, node('w', 3))).isNull();
        assertThat(inTheWay(nodes, node('r', 4))).isEqualTo(node('w', 3));
        assertThat(inTheWay(nodes, node('r', 7))).isEqualTo(node('w', 3));
        assertThat(inTheWay(nodes, node('w', 8))).isEqualTo(node('r', 7));
    }

    @Test
    void readersAtTheFrontHoldTogether() {
        List<String> nodes = List.of(node('r', 1), node('r', 2), node('w', 3), node('r', 4));
        assertThat(new Line(nodes).holders()).extracting(Line.Place::node).containsExactly(node('r', 1), node('r', 2));
        assertThat(new Line(nodes).waiters()).extracting(Line.Place::node).containsExactly(node('w', 3), node('r', 4));
        assertThat(new Line(nodes).isInTheWayOf(LockMode.SHARED)).isTrue();
        assertThat(new Line(nodes.subList(0, 2)).isInTheWayOf(LockMode.SHARED)).isFalse();
        assertThat(new Line(nodes.subList(0, 2)).isInTheWayOf(LockMode.EXCLUSIVE))
                .isTrue();
    }

    @Test
    void numbersGoOnAfterTheGreatest() {
        String last = node('w', Integer.MAX_VALUE);
        String next = node('w', Integer.MIN_VALUE);
        assertThat(next).contains("--2147483648");
        assertThat(inTheWay(List.of(next, last), next)).isEqualTo(last);
        assertThat(inTheWay(List.of(next, last), last)).isNull();
    }

    @Test
    void nodesOfOtherProgramsAreNotCounted() {
        assertThat(new Line(List.of("config", "lock-0000000001")).isInTheWayOf(LockMode.EXCLUSIVE))
                .isFalse();
    }

    @Test
    void nodeIsFoundByTheBeginningOfItsName() {
        String prefix = Line.newPrefix(LockMode.SHARED);
        String mine = prefix + "0000000009";
        assertThat(new Line(List.of(node('r', 1), mine)).startingWith(prefix)).containsExactly(mine);
        assertThat(new Line(List.of(mine)).find(mine).mode()).isEqualTo(LockMode.SHARED);
    }
}
