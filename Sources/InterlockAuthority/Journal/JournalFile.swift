internal import Glibc
internal import InterlockCrypto

/// The journal's file: one ``Frame`` a record, appended and never changed.
///
/// It is the second copy of what the store's table of records holds, written and synced after the transaction that
/// made them. So the file may lack the end of the newest records and hold no others; anything else is damage.
final class JournalFile: Sendable {
    let path: String
    private let descriptor: Int32
    /// Tells whether nothing can be appended: the file, or its disk, may only be read.
    let isReadOnly: Bool

    /// Opens the file; `isNew` makes it, and refuses one that is there.
    init(path: String, isNew: Bool) throws(AuthorityError) {
        self.path = path
        let flags = O_RDWR | O_APPEND | O_CLOEXEC | O_NOFOLLOW | (isNew ? O_CREAT | O_EXCL : 0)
        let writable = unsafe open(path, flags, 0o600)
        self.isReadOnly = writable < 0 && !isNew && (errno == EROFS || errno == EACCES)
        self.descriptor =
            unsafe self.isReadOnly ? open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW) : writable
        guard self.descriptor >= 0 else {
            let isThere = isNew && errno == EEXIST
            throw AuthorityError(isThere ? .alreadyExists : .storage, FileError("open", path).description)
        }
        guard isNew else { return }
        do throws(FileError) {
            try FileSystem.syncFolder(of: path)
        } catch {
            throw AuthorityError(.storage, error.description)
        }
    }

    deinit { _ = close(self.descriptor) }

    /// Waits until no other process writes.
    func lock() throws(AuthorityError) {
        while flock(self.descriptor, LOCK_EX) != 0 {
            guard errno == EINTR else { throw self.error("lock") }
        }
    }

    func unlock() { _ = flock(self.descriptor, LOCK_UN) }

    /// How many bytes there are.
    func byteCount() throws(AuthorityError) -> Int {
        let end = lseek(self.descriptor, 0, SEEK_END)
        guard end >= 0 else { throw self.error("seek in") }
        return Int(end)
    }

    /// All bytes from `offset` on.
    func read(from offset: Int) throws(AuthorityError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: max(0, try self.byteCount() - offset))
        var have = 0
        while have < bytes.count {
            let (start, wanted) = (have, bytes.count - have)
            let count = unsafe bytes.withUnsafeMutableBytes {
                unsafe pread(self.descriptor, $0.baseAddress?.advanced(by: start), wanted, offset + start)
            }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw self.error("read") }
            have += count
        }
        return bytes
    }

    /// Appends; the bytes are on the disk when this returns, and none of them are there where it throws.
    func append(_ bytes: [UInt8]) throws(AuthorityError) {
        let end = try self.byteCount()
        do throws(FileError) {
            try FileSystem.writeAll(self.descriptor, bytes, path: self.path)
        } catch {
            // What got in of an append that failed (a full disk) goes out again; else opening would do it.
            _ = ftruncate(self.descriptor, off_t(end))
            throw AuthorityError(.storage, error.description)
        }
        guard fdatasync(self.descriptor) == 0 else { throw self.error("sync") }
    }

    private func error(_ operation: String) -> AuthorityError {
        AuthorityError(.storage, FileError(operation, self.path).description)
    }
}
