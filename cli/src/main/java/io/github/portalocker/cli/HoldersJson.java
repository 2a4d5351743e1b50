package io.github.portalocker.cli;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;

import com.google.gson.FormattingStyle;
import com.google.gson.stream.JsonWriter;
import io.github.portalocker.LockHolder;

/** What {@code who --json} prints; the manual describes it. */
final class HoldersJson {
    private HoldersJson() {}

    /** One line of ASCII, so that no encoding can spoil it. */
    static String of(List<LockHolder> holders, List<LockHolder> waiters) {
        StringWriter text = new StringWriter();
        try (JsonWriter json = new JsonWriter(text)) {
            json.setFormattingStyle(FormattingStyle.COMPACT.withSpaceAfterSeparators(true));
            json.beginArray();
            for (LockHolder holder : holders) {
                write(holder, WhoCommand.HOLDS, json);
            }
            for (LockHolder waiter : waiters) {
                write(waiter, WhoCommand.WAITS, json);
            }
            json.endArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return ascii(text.toString());
    }

    private static void write(LockHolder process, String state, JsonWriter json) throws IOException {
        json.beginObject();
        json.name("pid")
                .value(process.pid().isPresent() ? (Number) process.pid().getAsLong() : null);
        json.name("host").value(process.host().orElse(null));
        json.name("command").value(process.command().orElse(null));
        json.name("state").value(state);
        json.name("mode").value(process.mode().map(WhoCommand::lowerCase).orElse(null));
        json.name("domain").value(WhoCommand.lowerCase(process.domain()));
        json.name("bytes").value(WhoCommand.bytes(process.range()));
        json.endObject();
    }

    /** What is not ASCII can only be in strings. */
    private static String ascii(String json) {
        StringBuilder text = new StringBuilder(json.length());
        for (int i = 0; i < json.length(); i++) {
            char c = json.charAt(i);
            if (c > 0x7e) {
                text.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                text.append(c);
            }
        }
        return text.toString();
    }
}
