internal import Glibc
package import InterlockCrypto

/// A folder of its own for a test, removed with everything in it at the end.
package final class TemporaryFolder: Sendable {
    package let path: String

    package init() throws(FileError) {
        let name = "interlock-test-\(getpid())-\(UInt64.random(in: 0 ... .max))"
        self.path = unsafe "\(getenv("TMPDIR").map { unsafe String(cString: $0) } ?? "/tmp")/\(name)"
        try FileSystem.makeFolder(self.path, mode: 0o700)
    }

    deinit { Self.remove(self.path) }

    /// A copy of everything in it as it is now: what a crash would leave.
    package func copy() throws(FileError) -> TemporaryFolder {
        let copy = try TemporaryFolder()
        try Self.copy(self.path, to: copy.path)
        return copy
    }

    /// Puts `bytes` into a file, in place of what is there; quick, as no crash is to be survived.
    package static func write(_ bytes: [UInt8], to path: String) throws(FileError) {
        let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw FileError("open", path) }
        defer { _ = close(descriptor) }
        try FileSystem.writeAll(descriptor, bytes, path: path)
    }

    private static func copy(_ source: String, to target: String) throws(FileError) {
        for name in try FileSystem.names(in: source) {
            let (from, to) = ("\(source)/\(name)", "\(target)/\(name)")
            if FileSystem.isFolder(from) {
                try FileSystem.makeFolder(to)
                try Self.copy(from, to: to)
            } else {
                try Self.write(FileSystem.read(from), to: to)
            }
        }
    }

    /// Removes a file or a whole folder.
    package static func remove(_ path: String) {
        if FileSystem.isFolder(path) {
            for name in (try? FileSystem.names(in: path)) ?? [] { Self.remove("\(path)/\(name)") }
            _ = unsafe rmdir(path)
        } else {
            _ = unsafe unlink(path)
        }
    }
}
