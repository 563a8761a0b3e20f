import Glibc
import InterlockCrypto

@testable import InterlockLedger

/// A folder of its own for a test, removed with everything in it at the end.
final class ScratchFolder {
    let path: String

    init() {
        let name = "interlock-test-\(getpid())-\(UInt64.random(in: 0 ... .max))"
        self.path = unsafe "\(getenv("TMPDIR").map { unsafe String(cString: $0) } ?? "/tmp")/\(name)"
        _ = unsafe mkdir(self.path, 0o700)
    }

    deinit { Self.remove(self.path) }

    private static func remove(_ path: String) {
        if FileSystem.isFolder(path) {
            for name in (try? FileSystem.names(in: path)) ?? [] { Self.remove("\(path)/\(name)") }
            _ = unsafe rmdir(path)
        } else {
            _ = unsafe unlink(path)
        }
    }

    /// Puts `bytes` into a file, in place of what is there; quick, as no crash is to be survived.
    static func write(_ bytes: [UInt8], to path: String) throws {
        let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw FileError("open", path) }
        defer { _ = close(descriptor) }
        try FileSystem.writeAll(descriptor, bytes, path: path)
    }

    /// The names and contents of all segments of a folder.
    static func segments(of folder: String) throws -> [(path: String, bytes: [UInt8])] {
        try SegmentFolder.segments(folder).map { ($0.path, try FileSystem.read($0.path)) }
    }
}
