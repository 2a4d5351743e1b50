package io.github.portalocker.posix.core;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The type of the file system under a descriptor, by the magic number of statfs(2); on Linux only. */
record FileSystemType(long magic) {
    private static final long CIFS = 0xff534d42L;
    private static final long SMB2 = 0xfe534d42L;
    private static final long SMB = 0x517bL;
    private static final long NFS = 0x6969L;

    static FileSystemType of(Libc libc, int descriptor) {
        byte[] buffer = new byte[256];
        if (libc.fstatfs(descriptor, buffer) < 0) {
            return new FileSystemType(0);
        }
        // f_type comes first: 8 bytes, or 4 on s390x and 32-bit processors; all magic numbers fit into 32 bits
        ByteBuffer statfs = ByteBuffer.wrap(buffer).order(ByteOrder.nativeOrder());
        boolean bigEndianLong = ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN && statfs.getInt(0) == 0;
        return new FileSystemType(statfs.getInt(bigEndianLong ? 4 : 0) & 0xffffffffL);
    }

    boolean isNfs() {
        return magic == NFS;
    }

    boolean isSmb() {
        return magic == CIFS || magic == SMB2 || magic == SMB;
    }
}
