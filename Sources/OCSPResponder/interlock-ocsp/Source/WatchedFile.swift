import Glibc

/// A file that is read again when it changes.
enum WatchedFile {
    /// The file's identity and last change; of a symbolic link, those of its target.
    struct Stamp: Equatable {
        private let device: dev_t
        private let inode: ino_t
        private let size: off_t
        private let seconds: Int
        private let nanoseconds: Int

        fileprivate init(_ status: stat) {
            self.device = status.st_dev
            self.inode = status.st_ino
            self.size = status.st_size
            self.seconds = status.st_mtim.tv_sec
            self.nanoseconds = status.st_mtim.tv_nsec
        }
    }

    /// The stamp of the file as it is now; nil if there is no file to be seen.
    static func stamp(_ path: String) -> Stamp? {
        var status = stat()
        return unsafe stat(path, &status) == 0 ? Stamp(status) : nil
    }

    /// Reads a file, and the stamp of just those bytes.
    ///
    /// - Throws: `Failure` with status `io` if the file cannot be read, `usage` above `limit` bytes.
    static func read(_ path: String, limit: Int) throws(Failure) -> (bytes: [UInt8], stamp: Stamp) {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Self.failure(path) }
        defer { _ = close(descriptor) }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else { throw Self.failure(path) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = unsafe Glibc.read(descriptor, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw Self.failure(path) }
            guard count > 0 else { return (bytes, Stamp(status)) }
            bytes += chunk[..<count]
            guard bytes.count <= limit else {
                throw Failure(.usage, "\(path): more than \(limit) bytes, which is the limit")
            }
        }
    }

    private static func failure(_ path: String) -> Failure {
        let reason = unsafe String(cString: strerror(errno))
        return Failure(.io, "\(path): cannot be read: \(reason)")
    }
}
