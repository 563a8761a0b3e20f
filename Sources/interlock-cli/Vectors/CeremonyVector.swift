import Interlock
import Synchronization

/// A case of `ceremony.json`: a master key split, dealt anew or restored; a share on paper; a log of ceremonies.
struct CeremonyVector: VectorCase {
    enum Kind: String, Codable, CaseIterable { case split, refresh, combine, share, log }

    struct Fields: Codable {
        var name: String
        var kind: Kind
        var level: SecurityLevel?
        var seed: Hex?
        var threshold: Int?
        /// The uniform bytes in the order in which they are drawn: values, blindings, and for a split the secret's blinding.
        var randomness: [Hex]?
        var previousSet: Hex?
        var set: Hex?
        /// The shares that are there for a refresh, as on paper.
        var present: [String]?
        /// The shares that are dealt, or combined, as on paper.
        var shares: [String]?
        var text: String?
        var share: Hex?
        var authorityKey: Hex?
        var sets: [Hex]?
        var transcripts: [Hex]?
        var setDigest: Hex?
    }

    let name: String
    let expected: ExpectedResult
    private let fields: Fields

    init(from decoder: any Decoder) throws {
        self.fields = try Fields(from: decoder)
        self.name = self.fields.name
        self.expected = try ExpectedResult(from: decoder)
    }

    func run() throws -> String? {
        switch self.fields.kind {
        case .split: try self.split()
        case .refresh: try self.refresh()
        case .combine: try self.combine()
        case .share: try self.paper()
        case .log: try self.log()
        }
    }

    private static func shares(_ texts: [String]?) throws -> [MasterKeyShare] {
        try (texts ?? []).map { try ShareText.share(SecretBytes(copying: Array($0.utf8))) }
    }

    static func text(_ share: MasterKeyShare) -> String {
        String(decoding: ShareText.text(of: share).publicCopy(), as: UTF8.self)
    }

    private func set() throws -> ShareSet { try ShareSet(decoding: self.fields.set?.bytes ?? []) }

    private func source(_ first: [Hex]) -> SecretSharing.Source {
        VectorSource(replaying: (first + (self.fields.randomness ?? [])).map(\.bytes)).draw
    }

    private func split() throws -> String? {
        let set = try self.set()
        let masterKey = try MasterKey(
            seed: SecretBytes(copying: self.fields.seed?.bytes ?? []),
            level: self.fields.level ?? .bits128
        )
        return try self.compare(
            KeyCeremony.split(
                masterKey,
                threshold: self.fields.threshold ?? 0,
                custodians: set.custodians,
                source: self.source([Hex(set.id)])
            )
        )
    }

    private func refresh() throws -> String? {
        try self.compare(
            KeyCeremony.refresh(
                Self.shares(self.fields.present),
                of: ShareSet(decoding: self.fields.previousSet?.bytes ?? []),
                threshold: self.fields.threshold ?? 0,
                custodians: self.set().custodians,
                source: self.source([])
            )
        )
    }

    private func compare(_ made: (set: ShareSet, shares: [MasterKeyShare])) -> String? {
        if let fault = mismatch("the set", made.set.encoded, self.fields.set) { return fault }
        return made.shares.map(Self.text) == self.fields.shares ? nil : "the shares are others"
    }

    private func combine() throws -> String? {
        let masterKey = try KeyCeremony.combine(Self.shares(self.fields.shares), of: self.set())
        return mismatch("the seed", masterKey.seed.publicCopy(), self.fields.seed)
    }

    private func paper() throws -> String? {
        let share = try ShareText.share(SecretBytes(copying: Array((self.fields.text ?? "").utf8)))
        return mismatch("the share", share.encoded().publicCopy(), self.fields.share)
    }

    private func log() throws -> String? {
        let key = self.fields.authorityKey?.bytes ?? []
        guard let level = SecurityLevel.allCases.first(where: { 1 + 2 * $0.scalarByteCount == key.count })
        else { throw Failure(.usage, "\(self.name): the authority's key is on no curve") }
        let log = try CeremonyLog(
            transcripts: (self.fields.transcripts ?? []).map(\.bytes),
            sets: (self.fields.sets ?? []).map(\.bytes),
            authorityKey: VerifyingKey(x963Representation: key, level: level)
        )
        return mismatch("the set's digest", log.set.digest.rawRepresentation, self.fields.setDigest)
    }
}

/// Bytes that a vector takes for random: those of a list, or HKDF's under a label, noted down.
final class VectorSource: Sendable {
    private struct State {
        var left: [[UInt8]] = []
        var drawn: [[UInt8]] = []
        var count = 0
    }

    private let state: Mutex<State>
    private let label: String?

    init(label: String) {
        self.label = label
        self.state = Mutex(State())
    }

    init(replaying list: [[UInt8]]) {
        self.label = nil
        self.state = Mutex(State(left: list.reversed()))
    }

    /// What was drawn since this was asked last.
    func takeDrawn() -> [Hex] {
        self.state.withLock { state in
            defer { state.drawn = [] }
            return state.drawn.map(Hex.init)
        }
    }

    @Sendable func draw(_ count: Int) throws(CryptoError) -> SecretBytes {
        let number = self.state.withLock { state in
            defer { state.count += 1 }
            return state.count
        }
        let bytes: [UInt8]
        if let label {
            let key = SecretBytes(copying: HashFunction.sha512.hash(Array(label.utf8)))
            bytes = try HKDF.expand(
                hash: .sha512,
                pseudorandomKey: key,
                info: Array("\(number)".utf8),
                count: count
            ).publicCopy()
        } else {
            bytes = self.state.withLock { $0.left.popLast() } ?? []
        }
        guard bytes.count == count else {
            throw CryptoError(.invalidEncoding, "randomness of \(bytes.count) bytes, not \(count)")
        }
        self.state.withLock { $0.drawn.append(bytes) }
        return SecretBytes(copying: bytes)
    }
}
