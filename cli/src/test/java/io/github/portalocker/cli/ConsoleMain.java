package io.github.portalocker.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.util.List;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;

/**
 * A console of Windows with a command in it: presses Ctrl-C or Ctrl-Break there as often as its input says "C" or "BREAK".
 *
 * <p>The events go to all processes of the console, so this one, too, gets them; it must survive them.
 */
final class ConsoleMain {
    private static final int[] STANDARD_HANDLES = {-10, -11, -12};

    private ConsoleMain() {}

    /** What kernel32.dll has for consoles. */
    private static final class Kernel32 {
        static {
            Native.register(Kernel32.class, NativeLibrary.getInstance("kernel32"));
        }

        private Kernel32() {}

        static native int FreeConsole();

        static native int AllocConsole();

        static native Pointer GetConsoleWindow();

        static native Pointer GetStdHandle(int which);

        static native int SetStdHandle(int which, Pointer handle);

        static native int GenerateConsoleCtrlEvent(int event, int group);
    }

    public static void main(String[] command) throws Exception {
        openConsole();
        OnSignal.run("INT", () -> {});
        Process process = new ProcessBuilder(command)
                .redirectOutput(Redirect.INHERIT) // Java lets the command into our console only if they share a stream
                .redirectError(Redirect.INHERIT)
                .start();
        Thread keyboard = new Thread(ConsoleMain::pressKeys, "keyboard");
        keyboard.setDaemon(true);
        keyboard.start();
        say("exit " + process.waitFor());
        System.exit(0);
    }

    private static void openConsole() {
        List<Pointer> before = List.of(
                Kernel32.GetStdHandle(STANDARD_HANDLES[0]),
                Kernel32.GetStdHandle(STANDARD_HANDLES[1]),
                Kernel32.GetStdHandle(STANDARD_HANDLES[2]));
        Kernel32.FreeConsole(); // one without a window, of which Java would keep the command away
        require(Kernel32.AllocConsole() != 0, "no console");
        require(
                Kernel32.GetConsoleWindow() != null,
                "the console has no window; under Wine, .ci/wine-setup arranges for that");
        for (int i = 0; i < STANDARD_HANDLES.length; i++) {
            require(Kernel32.SetStdHandle(STANDARD_HANDLES[i], before.get(i)) != 0, "streams cannot be kept");
        }
    }

    private static void pressKeys() {
        try (BufferedReader keys = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String key = keys.readLine(); key != null; key = keys.readLine()) {
                if (Kernel32.GenerateConsoleCtrlEvent(key.equals("BREAK") ? 1 : 0, 0) == 0) {
                    say(key + " cannot be pressed: error " + Native.getLastError());
                }
            }
        } catch (IOException e) {
            say("no more keys: " + e);
        }
    }

    private static void require(boolean right, String otherwise) {
        if (!right) {
            say(otherwise + " (error " + Native.getLastError() + ")");
            Runtime.getRuntime().halt(99);
        }
    }

    @SuppressWarnings("SystemOut") // read by the tests
    private static void say(String line) {
        System.out.println(line);
    }
}
