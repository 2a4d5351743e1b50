/** Requires all backends by name, so that jlink finds them without {@code --bind-services}. */
module com.example.image {
    requires io.github.portalocker.all;
}
