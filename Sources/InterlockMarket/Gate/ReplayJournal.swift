internal import Glibc
internal import InterlockCrypto
internal import InterlockIdentity

/// The file of a ``ReplayGuard``: a snapshot of all windows, then a record for each number taken since.
///
/// Every record is `length (2 bytes, big-endian) ‖ deterministic CBOR ‖ the first 8 bytes of its SHA-256`. A last
/// record that is cut short was being written when the process ended; the message was not admitted.
final class ReplayJournal {
    private let path: String
    private let lock: Int32
    private var descriptor: Int32 = -1
    private var recordCount = 0
    /// The windows that the file held when it was opened.
    let windows: [ParticipantID: ReplayWindow]

    /// Rewritten when there are this many records for each signer, and at least this many thousand.
    private static let rewriteFactor = 64

    /// No record is longer, so a damaged length cannot pass for a torn record but at the very end: a name of 66
    /// bytes, 17 numbers of 9, and two heads make 221.
    private static let maximumBodyByteCount = 255

    init(path: String) throws {
        self.path = path
        self.lock = try Self.takeLock(path)
        do {
            let bytes = FileSystem.exists(path) ? try FileSystem.read(path) : []
            self.windows = try Self.parse(bytes, path: path)
        } catch {
            // A class that is not made whole has no deinit.
            Self.release(self.lock)
            throw error
        }
        try FileSystem.removeTemporaries(of: path)
        try self.rewrite(self.windows)
    }

    deinit {
        if self.descriptor >= 0 { _ = close(self.descriptor) }
        Self.release(self.lock)
    }

    /// Takes the lock of `PATH.lock`: the file itself is replaced by another when it is rewritten.
    private static func takeLock(_ path: String) throws -> Int32 {
        let name = "\(path).lock"
        let descriptor = unsafe open(name, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw FileError("open", name) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let error = FileError("lock it, another gate uses the file", path)
            _ = close(descriptor)
            throw error
        }
        return descriptor
    }

    /// Closing alone would leave the lock to a child process that is between fork and exec.
    private static func release(_ lock: Int32) {
        _ = flock(lock, LOCK_UN)
        _ = close(lock)
    }

    func append(
        _ sequence: UInt64,
        of participant: ParticipantID,
        windows: [ParticipantID: ReplayWindow]
    ) throws {
        let record = Self.frame(.array([.text(participant.description), .unsigned(sequence)]))
        let end = lseek(self.descriptor, 0, SEEK_END)
        do {
            try FileSystem.writeAll(self.descriptor, record, path: self.path)
        } catch {
            // What got in of a record that did not (a full disk) must not stand before the next.
            _ = ftruncate(self.descriptor, end)
            throw error
        }
        self.recordCount += 1
        if self.recordCount > Self.rewriteFactor * max(windows.count, 64) { try self.rewrite(windows) }
    }

    private func rewrite(_ windows: [ParticipantID: ReplayWindow]) throws {
        var bytes: [UInt8] = []
        for (participant, window) in windows.sorted(by: { $0.key < $1.key }) {
            let words = window.words.map { CBOR.unsigned($0) }
            bytes += Self.frame(
                .array([.text(participant.description), .unsigned(window.end), .array(words)])
            )
        }
        try FileSystem.replace(self.path, mode: 0o600, bytes)
        let fresh = unsafe open(self.path, O_WRONLY | O_APPEND | O_CLOEXEC)
        guard fresh >= 0 else { throw FileError("open", self.path) }
        if self.descriptor >= 0 { _ = close(self.descriptor) }
        self.descriptor = fresh
        self.recordCount = 0
    }

    private static func frame(_ value: CBOR) -> [UInt8] {
        let body = value.encoded()
        let length = [UInt8(truncatingIfNeeded: body.count >> 8), UInt8(truncatingIfNeeded: body.count)]
        return length + body + Digest(hashing: body).rawRepresentation.prefix(8)
    }

    private static func parse(_ bytes: [UInt8], path: String) throws -> [ParticipantID: ReplayWindow] {
        var windows: [ParticipantID: ReplayWindow] = [:]
        var offset = 0
        while offset + 2 <= bytes.count {
            let length = Int(bytes[offset]) << 8 | Int(bytes[offset + 1])
            guard length <= Self.maximumBodyByteCount else {
                throw MarketError(.malformed, "\(path): the record at byte \(offset) is damaged")
            }
            let end = offset + 2 + length + 8
            guard end <= bytes.count else { break }
            let body = Array(bytes[(offset + 2)..<(offset + 2 + length)])
            guard Digest(hashing: body).rawRepresentation.prefix(8).elementsEqual(bytes[(end - 8)..<end])
            else {
                throw MarketError(.malformed, "\(path): the record at byte \(offset) is damaged")
            }
            try Self.apply(CBOR(decoding: body), to: &windows, path: path, offset: offset)
            offset = end
        }
        return windows
    }

    private static func apply(
        _ record: CBOR,
        to windows: inout [ParticipantID: ReplayWindow],
        path: String,
        offset: Int
    ) throws {
        let malformed = MarketError(
            .malformed,
            "\(path): the record at byte \(offset) is not one of this file"
        )
        guard let fields = record.arrayValue, let name = fields.first?.textValue else { throw malformed }
        let participant = try ParticipantID(name)
        switch (fields.count, fields.last) {
        case (2, .unsigned(let sequence)):
            _ = windows[participant, default: ReplayWindow()].claim(sequence)
        case (3, .array(let words)):
            guard case .unsigned(let end) = fields[1] else { throw malformed }
            let numbers = words.compactMap { if case .unsigned(let word) = $0 { word } else { nil } }
            guard let window = ReplayWindow(end: end, words: numbers) else { throw malformed }
            windows[participant] = window
        default: throw malformed
        }
    }
}
