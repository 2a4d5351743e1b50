package io.github.portalocker;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

final class LockRangeTest {
    @Test
    void rangesOverlapIfTheyHaveAByteInCommon() {
        LockRange range = new LockRange(10, 10);
        assertThat(range.overlaps(new LockRange(0, 10))).isFalse();
        assertThat(range.overlaps(new LockRange(20, 1))).isFalse();
        assertThat(range.overlaps(new LockRange(0, 11))).isTrue();
        assertThat(range.overlaps(new LockRange(19, 1))).isTrue();
        assertThat(range.overlaps(LockRange.WHOLE_FILE)).isTrue();
        assertThat(LockRange.WHOLE_FILE.overlaps(LockRange.from(Long.MAX_VALUE - 1)))
                .isTrue();
    }

    @Test
    void whatIsNoRangeIsRefused() {
        for (long[] wrong : new long[][] {{-1, 5}, {0, 0}, {0, -1}, {1, Long.MAX_VALUE}, {Long.MAX_VALUE, 1}}) {
            assertThatThrownBy(() -> new LockRange(wrong[0], wrong[1]))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(Long.toString(wrong[0] < 0 ? wrong[0] : wrong[1]));
        }
        assertThatThrownBy(() -> LockRange.from(Long.MAX_VALUE)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void textNamesTheFirstAndTheLastByte() {
        assertThat(new LockRange(10, 10)).hasToString("bytes 10-19");
        assertThat(LockRange.WHOLE_FILE).hasToString("the whole file");
    }
}
