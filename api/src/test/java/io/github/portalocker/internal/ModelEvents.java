package io.github.portalocker.internal;

import java.io.IOException;
import java.util.List;
import java.util.Random;

import io.github.portalocker.LockMode;
import io.github.portalocker.memory.Cancels;
import io.github.portalocker.memory.OtherProcess;

/** What happens to the threads of the {@link Model} from outside, one event after the other. */
final class ModelEvents {
    private final Model model;
    private final Random random;
    private final List<Task<Boolean>> workers;

    ModelEvents(Model model, Random random, List<Task<Boolean>> workers) {
        this.model = model;
        this.random = random;
        this.workers = workers;
    }

    private ModelFile anyFile() {
        return model.files.get(random.nextInt(model.files.size()));
    }

    /** Brings about one event. */
    boolean goOn() throws IOException {
        switch (random.nextInt(16)) {
            case 0, 1 -> workers.get(random.nextInt(workers.size())).thread().interrupt();
            case 2, 3, 4 -> otherProcessComes();
            case 5, 6, 7, 8 -> otherProcessesGo();
            case 9 -> deletion();
            case 10 -> close();
            case 11 -> channelClose();
            case 12 -> loss();
            case 13 -> cancels();
            default -> {}
        }
        return true;
    }

    private void otherProcessComes() {
        OtherProcess other = model.backend.files.otherProcess(anyFile().path);
        if (other.tryLock(random.nextBoolean() ? LockMode.SHARED : LockMode.EXCLUSIVE)) {
            model.otherProcesses.add(other);
        } else {
            other.close();
        }
    }

    private void otherProcessesGo() {
        model.otherProcesses.forEach(OtherProcess::close);
        model.otherProcesses.clear();
    }

    private void deletion() {
        if (model.parts.contains(ModelPart.DELETIONS)) {
            model.backend.files.delete(anyFile().path);
        }
    }

    private void close() throws IOException {
        if (model.parts.contains(ModelPart.CLOSES)) {
            try {
                if (model.parts.contains(ModelPart.NAMES) && random.nextBoolean()) {
                    model.connectAgain();
                } else {
                    anyFile().closeAndOpenAgain(random.nextBoolean());
                }
            } catch (Model.InjectedFailure e) {
                return; // the new one could not be opened
            }
        }
    }

    private void channelClose() {
        if (model.parts.contains(ModelPart.CHANNEL_CLOSES)) {
            anyFile().closeChannel();
        }
    }

    private void loss() {
        if (model.parts.contains(ModelPart.LOSSES)) {
            model.backend.files.loseLocks(anyFile().path);
        }
    }

    /** Signals get lost for a while. */
    private void cancels() {
        if (!model.unreachable) {
            model.backend.cancels(random.nextInt(3) == 0 ? Cancels.LOST : Cancels.HEARD);
        }
    }
}
