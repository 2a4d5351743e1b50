package io.github.portalocker.posix.core;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import static java.util.Map.entry;

/**
 * The type of the file system under a descriptor, by the magic number of statfs(2); on Linux only.
 *
 * <p>Sources: Linux {@code linux/magic.h}, statfs(2), and the projects' own headers for those that are not in the kernel.
 *
 * @param magic {@code f_type}; 0 if it cannot be found out
 */
public record FileSystemType(long magic) {
    /** Not known. */
    static final FileSystemType UNKNOWN = new FileSystemType(0);

    boolean isUnknown() {
        return magic == UNKNOWN.magic;
    }

    private static final long CIFS = 0xff534d42L;
    private static final long SMB2 = 0xfe534d42L;
    private static final long SMB = 0x517bL;
    private static final long NFS = 0x6969L;
    private static final long FUSE = 0x65735546L;
    private static final Map<Long, String> NOT_LOCAL = Map.ofEntries(
            entry(0L, "unknown"),
            entry(CIFS, "SMB"),
            entry(SMB2, "SMB"),
            entry(SMB, "SMB"),
            entry(NFS, "NFS"),
            entry(FUSE, "FUSE"),
            entry(0x01021997L, "9p"),
            entry(0x00c36400L, "Ceph"),
            entry(0x5346414fL, "AFS"),
            entry(0x6b414653L, "AFS"),
            entry(0x73757245L, "Coda"),
            entry(0x564cL, "NCP"),
            entry(0x01161970L, "GFS2"),
            entry(0x7461636fL, "OCFS2"),
            entry(0x0bd00bd0L, "Lustre"),
            entry(0x47504653L, "GPFS"),
            entry(0x20030528L, "OrangeFS"),
            entry(0x19830326L, "BeeGFS"),
            entry(0x786f4256L, "VirtualBox shared folder"));

    static FileSystemType of(Libc libc, int descriptor) {
        byte[] buffer = new byte[256];
        if (libc.fstatfs(descriptor, buffer) < 0) {
            return UNKNOWN;
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

    boolean isFuse() {
        return magic == FUSE;
    }

    /** Whether it is known not to be a local one. */
    boolean isRemote() {
        return magic != UNKNOWN.magic && nameUnlessLocal() != null;
    }

    /** The name of a type whose locks this kernel does not keep by itself; null for a local one. */
    @Nullable
    String nameUnlessLocal() {
        return NOT_LOCAL.get(magic);
    }
}
