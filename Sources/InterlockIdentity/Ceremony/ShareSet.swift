public import InterlockCrypto

/// The public half of a sharing of a master key: who holds a share, how many restore it, and the commitments that tell a
/// wrong share from the one that was dealt.
///
/// Docs/Formats.md, "Share set". It says nothing of the seed to anyone, however much is computed.
public struct ShareSet: Hashable, Sendable {
    /// 16 random bytes that all generations of a sharing have in common.
    public let id: [UInt8]
    /// 0 for the split, and one more with each refresh.
    public let generation: UInt32
    /// The master key's level.
    public let level: SecurityLevel
    /// The custodians' certificates; the first holds the share at x = 1.
    public let custodians: [Certificate]
    /// The public key of the authority whose master key is shared.
    public let authorityKey: VerifyingKey
    /// The digest of the set before; zero for the first.
    public let previous: Digest
    /// The commitments to the polynomials.
    package let commitments: ShareCommitments
    /// The set in deterministic CBOR.
    public let encoded: [UInt8]

    /// How many shares restore the master key.
    public var threshold: Int { self.commitments.threshold }
    /// The SHA-256 of the set, which each of its shares names.
    public var digest: Digest { Digest(hashing: self.encoded) }

    /// The most custodians.
    public static let custodianLimit = SecretSharing.countLimit
    /// The bytes of ``id``.
    public static let idByteCount = 16
    /// The largest set that is read, in bytes: 64 certificates of several kB and 64 commitments.
    public static let byteLimit = 1 << 20
    static let format = "interlock/1/share-set"

    private enum Label: Int64, CaseIterable {
        case format = 1
        case id, generation, level, threshold, custodians, commitments, authorityKey, previous
    }

    /// Makes a set.
    ///
    /// - Throws: `IdentityError` with code `invalidCertificate` where a custodian cannot receive a share or is there twice,
    ///   and `limitExceeded` unless there are as many as the threshold and at most ``custodianLimit``.
    init(
        id: [UInt8],
        generation: UInt32,
        level: SecurityLevel,
        custodians: [Certificate],
        authorityKey: VerifyingKey,
        previous: Digest,
        commitments: ShareCommitments
    ) throws(IdentityError) {
        try Self.check(custodians, threshold: commitments.threshold)
        self.id = id
        self.generation = generation
        self.level = level
        self.custodians = custodians
        self.authorityKey = authorityKey
        self.previous = previous
        self.commitments = commitments
        self.encoded = CBOR.map([
            (.integer(Label.format.rawValue), .text(Self.format)),
            (.integer(Label.id.rawValue), .bytes(id)),
            (.integer(Label.generation.rawValue), .integer(Int64(generation))),
            (.integer(Label.level.rawValue), .integer(Int64(level.rawValue))),
            (.integer(Label.threshold.rawValue), .integer(Int64(commitments.threshold))),
            (.integer(Label.custodians.rawValue), .array(custodians.map { .bytes($0.derRepresentation) })),
            (.integer(Label.commitments.rawValue), .array(commitments.points.map { .bytes($0.bytes) })),
            (.integer(Label.authorityKey.rawValue), .bytes(authorityKey.x963Representation)),
            (.integer(Label.previous.rawValue), .bytes(previous.rawRepresentation)),
        ]).encoded()
    }

    /// Reads a set; who has signed it, its ceremony's record says.
    ///
    /// - Throws: `IdentityError` with code `invalidEncoding`, `limitExceeded` or `invalidCertificate`.
    public init(decoding bytes: [UInt8]) throws(IdentityError) {
        let fields = try Self.fields(bytes)
        guard let id = fields[.integer(Label.id.rawValue)]?.bytesValue, id.count == Self.idByteCount,
            let generation = fields[.integer(Label.generation.rawValue)]?.integerValue,
            let generation = UInt32(exactly: generation),
            let bits = fields[.integer(Label.level.rawValue)]?.integerValue,
            let level = Int(exactly: bits).flatMap(SecurityLevel.init(rawValue:)),
            let key = fields[.integer(Label.authorityKey.rawValue)]?.bytesValue,
            let previous = fields[.integer(Label.previous.rawValue)]?.bytesValue
        else { throw IdentityError(.invalidEncoding, "a share set's id, generation, level or key is amiss") }
        let (authorityKey, link) = try IdentityError.converting { () throws(CryptoError) in
            (
                try VerifyingKey(x963Representation: key, level: level),
                try Digest(rawRepresentation: previous)
            )
        }
        try self.init(
            id: id,
            generation: generation,
            level: level,
            custodians: Self.custodians(fields),
            authorityKey: authorityKey,
            previous: link,
            commitments: Self.commitments(fields)
        )
        guard self.encoded == bytes else {
            throw IdentityError(.invalidEncoding, "a share set that is written otherwise")
        }
    }

    /// The name of the custodian of the share at `index`.
    public func name(at index: Int) -> String {
        guard self.custodians.indices.contains(index - 1) else { return "nobody" }
        let name = self.custodians[index - 1].subjectName
        // A name is shown to people: one with control characters is written as RFC 4514 escapes it.
        let isPlain = name.commonName?.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
        return isPlain == true ? name.commonName ?? name.description : name.description
    }

    private static func fields(_ bytes: [UInt8]) throws(IdentityError) -> CBORMap {
        let limits = CBORLimits(byteCount: Self.byteLimit, depth: 3, itemCount: 256)
        let value = try IdentityError.converting { () throws(CryptoError) in
            try CBOR(decoding: bytes, limits: limits)
        }
        guard let fields = value.mapValue, fields.count == Label.allCases.count,
            fields[.integer(Label.format.rawValue)] == .text(Self.format)
        else { throw IdentityError(.invalidEncoding, "not a share set") }
        return fields
    }

    private static func custodians(_ fields: CBORMap) throws(IdentityError) -> [Certificate] {
        guard let values = fields[.integer(Label.custodians.rawValue)]?.arrayValue else {
            throw IdentityError(.invalidEncoding, "a share set's custodians are no array")
        }
        var custodians: [Certificate] = []
        for value in values {
            guard let der = value.bytesValue else {
                throw IdentityError(.invalidEncoding, "a custodian's certificate is no byte string")
            }
            custodians.append(try Certificate(derRepresentation: der))
        }
        return custodians
    }

    private static func commitments(_ fields: CBORMap) throws(IdentityError) -> ShareCommitments {
        guard let values = fields[.integer(Label.commitments.rawValue)]?.arrayValue,
            fields[.integer(Label.threshold.rawValue)] == .integer(Int64(values.count))
        else { throw IdentityError(.invalidEncoding, "a share set has as many commitments as its threshold") }
        do throws(CryptoError) {
            var points: [SharePoint] = []
            for value in values { points.append(try SharePoint(value.bytesValue ?? [])) }
            return try ShareCommitments(points)
        } catch {
            throw IdentityError(
                error.code == .limitExceeded ? .limitExceeded : .invalidEncoding,
                error.reason
            )
        }
    }

    private static func check(_ custodians: [Certificate], threshold: Int) throws(IdentityError) {
        guard (threshold...max(threshold, Self.custodianLimit)).contains(custodians.count) else {
            throw IdentityError(
                .limitExceeded,
                "\(custodians.count) custodians for a threshold of \(threshold); at most \(Self.custodianLimit)"
            )
        }
        var keys: Set<VerifyingKey> = []
        for custodian in custodians {
            guard let key = custodian.verifyingKey, custodian.keyUsage?.contains(.keyAgreement) ?? true else {
                throw IdentityError(.invalidCertificate, "\(custodian) cannot receive a share: no ECDH")
            }
            guard keys.insert(key).inserted else {
                throw IdentityError(.invalidCertificate, "\(custodian): the same key has a share already")
            }
        }
    }
}
