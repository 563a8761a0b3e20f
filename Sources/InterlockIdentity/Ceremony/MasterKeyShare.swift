public import InterlockCrypto

/// A custodian's share of a master key.
///
/// It cannot be printed or encoded by accident: it leaves memory encrypted to its custodian (``enveloped(for:)``) or,
/// asked for by name, in the form for paper (``ShareText``).
public struct MasterKeyShare: Sendable {
    /// The ``ShareSet/id`` of the set that it is of.
    public let setID: [UInt8]
    /// The ``ShareSet/generation`` of the set that it is of.
    public let generation: UInt32
    /// How many shares restore the master key.
    public let threshold: Int
    /// How many shares there are.
    public let count: Int
    /// The ``ShareSet/digest`` of the set that it is of.
    public let setDigest: Digest
    /// The secret.
    package let share: SecretShare

    /// The x at which the polynomials were evaluated, 1 to ``count``.
    public var index: Int { self.share.index }

    static let format = "interlock/1/share"
    /// The largest share that is read, in bytes; one has some 230.
    static let byteLimit = 512
    /// f(x), then g(x).
    private static let secretByteCount = 2 * SecretShare.scalarByteCount
    /// The head of a byte string of that length (RFC 8949 section 3).
    private static let secretHead: [UInt8] = [0x58, UInt8(secretByteCount)]

    private enum Label: Int64, CaseIterable {
        case format = 1
        case setID, generation, threshold, count, index, setDigest
    }

    init(_ share: SecretShare, of set: ShareSet) {
        self.setID = set.id
        self.generation = set.generation
        self.threshold = set.threshold
        self.count = set.custodians.count
        self.setDigest = set.digest
        self.share = share
    }

    private var header: [UInt8] {
        CBOR.map([
            (.integer(Label.format.rawValue), .text(Self.format)),
            (.integer(Label.setID.rawValue), .bytes(self.setID)),
            (.integer(Label.generation.rawValue), .integer(Int64(self.generation))),
            (.integer(Label.threshold.rawValue), .integer(Int64(self.threshold))),
            (.integer(Label.count.rawValue), .integer(Int64(self.count))),
            (.integer(Label.index.rawValue), .integer(Int64(self.index))),
            (.integer(Label.setDigest.rawValue), .bytes(self.setDigest.rawRepresentation)),
        ]).encoded()
    }

    /// The share in the clear: the deterministic CBOR array `[header, f(x) ‖ g(x)]` of two byte strings, the header a map in
    /// deterministic CBOR of its own.
    ///
    /// Docs/Formats.md, "Share".
    package func encoded() -> SecretBytes {
        // Two byte strings are encoded with zeros in the place of the secret, which comes last.
        let zeros = [UInt8](repeating: 0, count: Self.secretByteCount)
        let frame = CBOR.array([.bytes(self.header), .bytes(zeros)]).encoded()
        let start = frame.count - Self.secretByteCount
        return unsafe SecretBytes(count: frame.count) { out in
            unsafe out.copyBytes(from: frame)
            var place = start
            func append(_ part: borrowing SecretBytes) {
                let count = part.count
                unsafe part.withUnsafeBytes { bytes in
                    unsafe UnsafeMutableRawBufferPointer(rebasing: out[place..<place + count])
                        .copyMemory(from: bytes)
                }
                place += count
            }
            append(self.share.value)
            append(self.share.blinding)
        }
    }

    /// Reads a share.
    ///
    /// - Throws: `IdentityError` with code `invalidEncoding` for anything that is not one to the last byte, and
    ///   `wrongShare` for an x that is 0 or above the count, or values outside the field.
    package init(decoding bytes: borrowing SecretBytes) throws(IdentityError) {
        let count = bytes.count
        guard (Self.secretByteCount + 4...Self.byteLimit).contains(count) else {
            throw IdentityError(.invalidEncoding, "a share does not have \(count) bytes")
        }
        let start = count - Self.secretByteCount
        // What precedes the secret is public; zeros take the secret's place while the frame is read.
        let frame = bytes.slice(0..<start).publicCopy()
        let zeros = [UInt8](repeating: 0, count: Self.secretByteCount)
        let fields = try Self.fields(frame + zeros, zeros)
        let middle = start + SecretShare.scalarByteCount
        guard let setID = fields[.integer(Label.setID.rawValue)]?.bytesValue,
            setID.count == ShareSet.idByteCount,
            let generation = Self.integer(fields, .generation), let generation = UInt32(exactly: generation),
            let threshold = Self.integer(fields, .threshold), let shareCount = Self.integer(fields, .count),
            (2...Int64(ShareSet.custodianLimit)).contains(shareCount), (2...shareCount).contains(threshold),
            let index = Self.integer(fields, .index),
            let digest = fields[.integer(Label.setDigest.rawValue)]?.bytesValue,
            let setDigest = try? Digest(rawRepresentation: digest)
        else { throw IdentityError(.invalidEncoding, "the share's header is amiss") }
        guard (1...shareCount).contains(index) else {
            throw IdentityError(.wrongShare, "a share's x is 1 to its count, not \(index)")
        }
        self.setID = setID
        self.generation = generation
        self.threshold = Int(threshold)
        self.count = Int(shareCount)
        self.setDigest = setDigest
        do throws(CryptoError) {
            self.share = try SecretShare(
                index: Int(index),
                value: bytes.slice(start..<middle),
                blinding: bytes.slice(middle..<count)
            )
        } catch {
            throw IdentityError(.wrongShare, error.reason)
        }
    }

    private static func fields(_ frame: [UInt8], _ zeros: [UInt8]) throws(IdentityError) -> CBORMap {
        guard let parts = try Self.value(frame).arrayValue, parts.count == 2,
            let header = parts[0].bytesValue, parts[1].bytesValue == zeros,
            let fields = try Self.value(header).mapValue, fields.count == Label.allCases.count,
            fields[.integer(Label.format.rawValue)] == .text(Self.format)
        else { throw IdentityError(.invalidEncoding, "not a share of a master key") }
        return fields
    }

    private static func value(_ bytes: [UInt8]) throws(IdentityError) -> CBOR {
        try IdentityError.converting { () throws(CryptoError) in
            try CBOR(decoding: bytes, limits: CBORLimits(byteCount: Self.byteLimit, depth: 2, itemCount: 32))
        }
    }

    private static func integer(_ fields: CBORMap, _ label: Label) -> Int64? {
        fields[.integer(label.rawValue)]?.integerValue
    }
}

extension MasterKeyShare: CustomStringConvertible, CustomReflectable {
    /// Which share it is; nothing of its secret.
    public var description: String {
        "share \(self.index) of \(self.count) (\(self.threshold) restore), generation \(self.generation)"
    }

    /// No children: `dump` shows nothing of the secret.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
