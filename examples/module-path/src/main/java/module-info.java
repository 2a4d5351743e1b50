/** The backends are services: they need not be named, only be on the module path. */
module com.example.modular {
    requires io.github.portalocker;
}
