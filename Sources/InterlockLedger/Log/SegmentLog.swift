public import InterlockCrypto

/// The ordered log of one machine: segment files, one fdatasync for each 64 MiB of an append.
public actor SegmentLog: OrderedLog {
    private let writer: SegmentWriter
    private var positions: [Digest: UInt64]
    private var lastTime: Timestamp
    private let absoluteMaximumBytes: Int

    /// Opens a folder, or makes it.
    ///
    /// - Parameters:
    ///   - folder: Where the segments are.
    ///   - absoluteMaximumBytes: The largest envelope that is taken (Fabric's AbsoluteMaxBytes), up to
    ///     ``Transaction/maximumByteCount``.
    ///   - segmentByteCount: The size at which a new segment is begun.
    /// - Throws: `LedgerError` with code `corrupt` or `storage`.
    public init(
        folder: String,
        absoluteMaximumBytes: Int = Transaction.maximumByteCount,
        segmentByteCount: Int = 1 << 26
    ) throws(LedgerError) {
        var positions: [Digest: UInt64] = [:]
        var last = Timestamp(secondsSinceEpoch: .min)
        self.writer = try SegmentWriter(folder: folder, segmentByteCount: segmentByteCount) {
            (number, body) throws(LedgerError) in
            guard let entry = try? LogEntry(decoding: body, position: number) else {
                return "not a log entry"
            }
            guard entry.time >= last else { return "its time is before that of the entry before" }
            last = entry.time
            positions[entry.envelope.id] = number
            return nil
        }
        self.positions = positions
        self.lastTime = last
        self.absoluteMaximumBytes = min(absoluteMaximumBytes, Transaction.maximumByteCount)
    }

    /// The position of the next entry.
    public var next: UInt64 { self.writer.next }

    /// The position of the first entry that is still there.
    public var first: UInt64 { self.writer.first }

    /// Whether a transaction of that id is in the log.
    public func contains(_ id: Digest) -> Bool { self.positions[id] != nil }

    /// Appends; an envelope above the absolute maximum refuses all of them.
    ///
    /// If writing fails, the envelopes of whole writes before it are in the log.
    public func append(_ envelopes: [Envelope], at moment: Timestamp) throws(LedgerError) -> [UInt64] {
        if let large = envelopes.first(where: { $0.payload.count > self.absoluteMaximumBytes }) {
            throw LedgerError(
                .malformed,
                "an envelope of \(large.payload.count) bytes; \(self.absoluteMaximumBytes) is the most"
            )
        }
        let time = max(moment, self.lastTime)
        var result: [UInt64] = []
        var bodies: [[UInt8]] = []
        var fresh: [Digest: UInt64] = [:]
        for envelope in envelopes {
            if let known = self.positions[envelope.id] ?? fresh[envelope.id], !envelope.isTimeToCut {
                result.append(known)
                continue
            }
            let entry = LogEntry(
                position: self.writer.next + UInt64(bodies.count),
                time: time,
                envelope: envelope
            )
            fresh[envelope.id] = entry.position
            result.append(entry.position)
            bodies.append(entry.encoded())
        }
        defer {
            let next = self.writer.next
            self.positions.merge(fresh.filter { $0.value < next }) { old, _ in old }
        }
        for part in Self.parts(bodies) {
            try self.writer.append(part)
            self.lastTime = time
        }
        return result
    }

    /// Cuts what is appended into writes: as many bodies as 64 MiB hold, and one at least.
    private static func parts(_ bodies: [[UInt8]]) -> [[[UInt8]]] {
        var parts: [[[UInt8]]] = []
        var byteCount = 0
        for body in bodies {
            if parts.isEmpty || byteCount + body.count > Self.maximumWriteByteCount {
                parts.append([])
                byteCount = 0
            }
            parts[parts.count - 1].append(body)
            byteCount += body.count
        }
        return parts
    }

    /// Far below what a segment takes at once.
    private static let maximumWriteByteCount = 1 << 26

    /// Reads; from the first entry that is still there where `position` is before it.
    public func read(from position: UInt64, limit: Int) throws(LedgerError) -> [LogEntry] {
        let start = max(position, self.writer.first)
        guard start < self.writer.next, limit > 0 else { return [] }
        var entries: [LogEntry] = []
        for number in start..<min(self.writer.next, start + UInt64(limit)) {
            entries.append(try LogEntry(decoding: self.writer.read(number), position: number))
        }
        return entries
    }

    /// Removes whole segments before a position.
    public func trim(upTo position: UInt64) throws(LedgerError) {
        try self.writer.trim(before: position)
        let first = self.writer.first
        self.positions = self.positions.filter { $0.value >= first }
    }
}

extension LogEntry {
    private enum Kind: UInt64 { case transaction = 0, configuration, timeToCut }

    /// The deterministic CBOR array [kind, time, id, payload]; Docs/Formats.md, "Log entry".
    func encoded() -> [UInt8] {
        let kind: CBOR
        var payload = CBOR.bytes(self.envelope.payload)
        switch self.envelope.kind {
        case .transaction: kind = .unsigned(Kind.transaction.rawValue)
        case .configuration: kind = .unsigned(Kind.configuration.rawValue)
        case .timeToCut(let block):
            kind = .unsigned(Kind.timeToCut.rawValue)
            payload = .unsigned(block)
        }
        return CBOR.array([
            kind, .integer(self.time.secondsSinceEpoch), .bytes(self.envelope.id.rawRepresentation), payload,
        ]).encoded()
    }

    init(decoding bytes: [UInt8], position: UInt64) throws(LedgerError) {
        let malformed = LedgerError(.malformed, "log entry \(position) is none")
        guard let parts = try? CBOR(decoding: bytes).arrayValue, parts.count == 4,
            case .unsigned(let number) = parts[0], let kind = Kind(rawValue: number),
            let time = parts[1].integerValue, let digest = parts[2].bytesValue,
            let id = try? Digest(rawRepresentation: digest)
        else { throw malformed }
        let envelope: Envelope
        switch (kind, parts[3]) {
        case (.transaction, .bytes(let payload)):
            envelope = Envelope(kind: .transaction, id: id, payload: payload)
        case (.configuration, .bytes(let payload)):
            envelope = Envelope(kind: .configuration, id: id, payload: payload)
        case (.timeToCut, .unsigned(let block)):
            envelope = Envelope(kind: .timeToCut(block), id: id, payload: [])
        default: throw malformed
        }
        self.init(position: position, time: Timestamp(secondsSinceEpoch: time), envelope: envelope)
    }
}
