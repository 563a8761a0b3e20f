internal import Glibc
internal import InterlockCrypto

/// Numbered records in append-only segment files; one process at a time.
///
/// An append is one write and one fdatasync, however many records it holds. A record that was being written when
/// the process ended is cut off on opening; any other fault refuses to open.
final class SegmentWriter {
    private let folder: String
    private let lock: Int32
    private var segments: [(first: UInt64, path: String)]
    private var locations: [SegmentFolder.Location]
    private var descriptor: Int32 = -1
    private var byteCount = 0
    private var isBroken = false
    /// The number of the first record that is still there.
    private(set) var first: UInt64
    private let segmentByteCount: Int
    private let sync: (Int32) -> Int32

    /// A segment has at most its own size and one append; both together are what opening reads at once.
    static let maximumAppendByteCount = 1 << 29

    /// The number of the next record.
    var next: UInt64 { self.first + UInt64(self.locations.count) }

    /// Opens a folder, or makes it; where `first` is given, the records must begin with that number.
    ///
    /// What it finds is on the disk when this returns: a process that was killed may have written it, and not synced it.
    ///
    /// - Throws: `LedgerError` with code `corrupt`, or `storage` where another process has it open.
    init(
        folder: String,
        segmentByteCount: Int = 1 << 26,
        first: UInt64? = nil,
        sync: @escaping (Int32) -> Int32 = { fdatasync($0) },
        visit: (UInt64, [UInt8]) throws(LedgerError) -> String?
    ) throws(LedgerError) {
        self.folder = folder
        self.segmentByteCount = min(segmentByteCount, Self.maximumAppendByteCount)
        self.sync = sync
        self.lock = try Self.takeLock(folder)
        self.segments = []
        self.locations = []
        self.first = 0
        self.segments = try SegmentFolder.segments(folder)
        let scan = try SegmentFolder.scan(self.segments, first: first, visit: visit)
        self.locations = scan.locations
        self.first = scan.first
        if let problem = scan.problem { try self.recover(from: problem) }
        try self.syncAll()
        try self.openLast()
    }

    deinit {
        if self.descriptor >= 0 { _ = close(self.descriptor) }
        // Closing alone leaves the lock to a child process that is between fork and exec.
        _ = flock(self.lock, LOCK_UN)
        _ = close(self.lock)
    }

    /// Appends records; they are on the disk when this returns.
    ///
    /// Where it throws nothing was appended, and after a failed sync nothing more can be until it is opened anew:
    /// what the system then still holds cannot be known.
    func append(_ bodies: [[UInt8]]) throws(LedgerError) {
        guard !self.isBroken else {
            throw LedgerError(.storage, "\(self.folder): an earlier write failed; open it anew")
        }
        guard !bodies.isEmpty else { return }
        if self.descriptor < 0 || self.byteCount >= self.segmentByteCount { try self.roll() }
        var bytes: [UInt8] = []
        var added: [SegmentFolder.Location] = []
        for (index, body) in bodies.enumerated() {
            let start = bytes.count
            Frame.encode(body, number: self.next + UInt64(index), into: &bytes)
            added.append(
                .init(
                    segment: self.segments.count - 1,
                    offset: self.byteCount + start,
                    byteCount: bytes.count - start
                )
            )
        }
        guard bytes.count <= Self.maximumAppendByteCount else {
            throw LedgerError(
                .malformed,
                "\(bytes.count) bytes at once, at most \(Self.maximumAppendByteCount) are written"
            )
        }
        try self.write(bytes)
        self.byteCount += bytes.count
        self.locations += added
    }

    /// A record's body.
    func read(_ number: UInt64) throws(LedgerError) -> [UInt8] {
        guard number >= self.first, number < self.next else {
            throw LedgerError(.malformed, "\(self.folder): there is no record \(number)")
        }
        let location = self.locations[Int(number - self.first)]
        let path = self.segments[location.segment].path
        let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw LedgerError(.storage, FileError("open", path).description) }
        defer { _ = close(file) }
        var bytes = [UInt8](repeating: 0, count: location.byteCount)
        var have = 0
        while have < bytes.count {
            let count = unsafe bytes.withUnsafeMutableBytes {
                unsafe pread(
                    file,
                    $0.baseAddress?.advanced(by: have),
                    location.byteCount - have,
                    location.offset + have
                )
            }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw LedgerError(.storage, FileError("read", path).description) }
            have += count
        }
        guard case .record(number, let body, _) = Frame.read(bytes, at: 0) else {
            throw LedgerError(.corrupt, "\(path): record \(number) at byte \(location.offset) is damaged")
        }
        return body
    }

    /// Removes the segments that hold nothing from `number` on.
    func trim(before number: UInt64) throws(LedgerError) {
        // A segment that is still empty tells nothing of times, so the one before it stays.
        while self.segments.count > 1, self.segments[1].first <= number, self.segments[1].first < self.next {
            let (start, path) = self.segments[0]
            do throws(FileError) {
                try FileSystem.remove(path)
                try FileSystem.syncFolder(of: path)
            } catch {
                throw LedgerError(.storage, error.description)
            }
            let count = Int(self.segments[1].first - start)
            self.segments.removeFirst()
            self.first = self.segments[0].first
            self.locations = self.locations.dropFirst(count).map {
                .init(segment: $0.segment - 1, offset: $0.offset, byteCount: $0.byteCount)
            }
        }
    }

    private func write(_ bytes: [UInt8]) throws(LedgerError) {
        let path = self.segments[self.segments.count - 1].path
        do throws(FileError) {
            try FileSystem.writeAll(self.descriptor, bytes, path: path)
        } catch {
            // What got in of an append that failed (a full disk) goes out again.
            if ftruncate(self.descriptor, self.byteCount) != 0 { self.isBroken = true }
            throw LedgerError(.storage, error.description)
        }
        guard self.sync(self.descriptor) == 0 else {
            self.isBroken = true
            throw LedgerError(.storage, FileError("sync", path).description)
        }
    }

    private func roll() throws(LedgerError) {
        let path = "\(self.folder)/\(SegmentFolder.fileName(first: self.next))"
        let flags = O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC | O_NOFOLLOW
        let fresh = unsafe open(path, flags, 0o644)
        guard fresh >= 0 else { throw LedgerError(.storage, FileError("create", path).description) }
        do throws(FileError) {
            try FileSystem.syncFolder(of: path)
        } catch {
            // Else its name would be in the way of the next attempt.
            _ = close(fresh)
            _ = unsafe unlink(path)
            throw LedgerError(.storage, error.description)
        }
        if self.descriptor >= 0 { _ = close(self.descriptor) }
        self.descriptor = fresh
        self.byteCount = 0
        self.segments.append((self.next, path))
    }

    /// Makes durable what was found: the records, and the names of their files.
    private func syncAll() throws(LedgerError) {
        for (_, path) in self.segments {
            let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
            guard file >= 0 else { throw LedgerError(.storage, FileError("open", path).description) }
            defer { _ = close(file) }
            guard self.sync(file) == 0 else {
                throw LedgerError(.storage, FileError("sync", path).description)
            }
        }
        do throws(FileError) {
            try FileSystem.syncFolder(of: "\(self.folder)/\(SegmentFolder.suffix)")
            try FileSystem.syncFolder(of: self.folder)
        } catch {
            throw LedgerError(.storage, error.description)
        }
    }

    private func openLast() throws(LedgerError) {
        guard let last = self.segments.last else { return }
        self.descriptor = unsafe open(last.path, O_WRONLY | O_APPEND | O_CLOEXEC)
        guard self.descriptor >= 0 else {
            throw LedgerError(.storage, FileError("open", last.path).description)
        }
        self.byteCount = Int(lseek(self.descriptor, 0, SEEK_END))
    }

    private func recover(from problem: SegmentFolder.Problem) throws(LedgerError) {
        guard problem.isTornTail else {
            throw LedgerError(
                .corrupt,
                "\(problem.path): byte \(problem.offset), record \(problem.number): \(problem.reason)"
            )
        }
        guard unsafe truncate(problem.path, problem.offset) == 0 else {
            throw LedgerError(.storage, FileError("truncate", problem.path).description)
        }
    }

    private static func takeLock(_ folder: String) throws(LedgerError) -> Int32 {
        do throws(FileError) {
            try FileSystem.makeFolder(folder)
        } catch {
            throw LedgerError(.storage, error.description)
        }
        let path = "\(folder)/lock"
        let descriptor = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw LedgerError(.storage, FileError("open", path).description) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            _ = close(descriptor)
            throw LedgerError(.storage, "\(folder): another process has it open")
        }
        return descriptor
    }
}
