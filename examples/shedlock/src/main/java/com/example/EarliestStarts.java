package com.example;

import java.io.IOException;
import java.time.Instant;

/** Before which instant no task of a name may start again. All that share the locks must see it, and it must outlive them. */
interface EarliestStarts {
    /** Long ago if there is none. */
    Instant get(String name) throws IOException;

    void put(String name, Instant start) throws IOException;
}
