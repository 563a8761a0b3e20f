public import InterlockCrypto
public import InterlockIdentity

/// What an authority signs of its journal: how many records there are, and the SHA-256 of the last.
///
/// The newest head is signed in the transaction of every record, and the one as of each revocation list is published
/// beside it; whoever keeps one can tell a journal that was cut short or written anew. A COSE_Sign1 whose payload is
/// the deterministic CBOR array `[count, digest, time, previous count]`. Docs/Formats.md, "Authority journal".
public struct JournalHead: Hashable, Sendable {
    /// How many records there are.
    public let count: UInt64
    /// The SHA-256 of the last record.
    public let digest: Digest
    /// When it was signed.
    public let time: Timestamp
    /// How many records the head before counts: what the file must hold; nil in heads of version 1, which do not say.
    public let previousCount: UInt64?
    /// The COSE_Sign1.
    public let encoded: [UInt8]

    private static let purpose = Array("interlock/2/journal-head".utf8)
    /// Heads without ``previousCount``, as they were written before.
    private static let firstPurpose = Array("interlock/1/journal-head".utf8)
    private static let contentType = "application/vnd.interlock.journal-head+cbor"

    init(
        count: UInt64,
        digest: Digest,
        time: Timestamp,
        previousCount: UInt64,
        certificate: Certificate,
        key: SigningKey
    ) throws(AuthorityError) {
        let payload = CBOR.array([
            .unsigned(count), .digest(digest), .time(time), .unsigned(previousCount),
        ]).encoded()
        do {
            self.encoded = try COSESign1.sign(
                payload,
                contentType: Self.contentType,
                certificates: .thumbprint(certificate.thumbprint),
                externalAAD: Self.purpose,
                with: key
            ).encoded()
        } catch {
            throw AuthorityError(IdentityError(.cryptoFailure, error.reason))
        }
        self.count = count
        self.digest = digest
        self.time = time
        self.previousCount = previousCount
    }

    /// Reads a head, and verifies that `authority` signed it.
    ///
    /// - Throws: `AuthorityError` with code `corrupt`.
    public init(decoding bytes: [UInt8], authority: Certificate) throws(AuthorityError) {
        do {
            guard let key = authority.verifyingKey else {
                throw AuthorityError(.corrupt, "\(authority): no key that could have signed a head")
            }
            let message = try COSESign1(decoding: bytes, limits: JournalRecord.limits)
            let parts = try CBOR(decoding: message.payload, limits: JournalRecord.limits).arrayValue ?? []
            try message.verify(with: key, externalAAD: parts.count == 3 ? Self.firstPurpose : Self.purpose)
            guard message.contentType == Self.contentType, (3...4).contains(parts.count),
                case .unsigned(let count) = parts[0],
                let digest = parts[1].bytesValue.flatMap({ try? Digest(rawRepresentation: $0) }),
                let time = parts[2].integerValue
            else { throw AuthorityError(.corrupt, "the head is not of this form") }
            self.count = count
            self.digest = digest
            self.time = Timestamp(secondsSinceEpoch: time)
            self.previousCount = try Self.previousCount(parts)
            self.encoded = bytes
        } catch let error as CryptoError {
            throw AuthorityError(.corrupt, "the journal's head: \(error.reason)")
        } catch let error as AuthorityError {
            throw error
        } catch {
            throw AuthorityError(.corrupt, "the journal's head: \(error)")
        }
    }

    private static func previousCount(_ parts: [CBOR]) throws(AuthorityError) -> UInt64? {
        guard parts.count == 4 else { return nil }
        guard case .unsigned(let count) = parts[3] else {
            throw AuthorityError(.corrupt, "the head is not of this form")
        }
        return count
    }
}
