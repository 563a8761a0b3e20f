public import InterlockCrypto

/// The signed record of a ceremony.
///
/// Where the seed was there, the authority's key signs (split, combine, open): a COSE_Sign1. Where it was not (refresh,
/// rehearse), the shares sign together, which shows that as many as restore it were there: the CBOR array
/// `[record, signature]` of two byte strings. Docs/Formats.md, "Ceremony transcript".
public struct CeremonyTranscript: Hashable, Sendable {
    /// What was done.
    public let record: CeremonyRecord
    /// The transcript's bytes.
    public let encoded: [UInt8]
    private let proof: Proof

    private enum Proof: Hashable, Sendable {
        case authority(COSESign1)
        case shares(JointSignature)
    }

    /// The SHA-256 of the transcript, which the next one names.
    public var digest: Digest { Digest(hashing: self.encoded) }

    /// The largest transcript that is read, in bytes; one has some 400.
    public static let byteLimit = 4_096
    private static let contentType = "application/vnd.interlock.ceremony+cbor"
    private static let label = Array("interlock/1/ceremony".utf8)

    /// Has the authority's key sign.
    static func sign(
        _ record: CeremonyRecord,
        with key: SigningKey,
        nonce: NonceSource
    ) throws(IdentityError) -> CeremonyTranscript {
        let message = try IdentityError.converting { () throws(CryptoError) in
            try COSESign1.sign(
                record.encoded,
                contentType: Self.contentType,
                certificates: .none,
                externalAAD: Self.label,
                with: key,
                nonce: nonce
            )
        }
        return CeremonyTranscript(record: record, encoded: message.encoded(), proof: .authority(message))
    }

    /// Has the shares sign, which the caller has checked against their set.
    static func sign(
        _ record: CeremonyRecord,
        with shares: [MasterKeyShare],
        of set: ShareSet,
        source: SecretSharing.Source
    ) throws(IdentityError) -> CeremonyTranscript {
        let payload = record.encoded
        let signature = try IdentityError.converting { () throws(CryptoError) in
            try JointSignature.sign(
                payload,
                with: shares.map(\.share),
                set.commitments,
                source: source
            )
        }
        let encoded = CBOR.array([.bytes(payload), .bytes(signature.rawRepresentation)]).encoded()
        return CeremonyTranscript(record: record, encoded: encoded, proof: .shares(signature))
    }

    private init(record: CeremonyRecord, encoded: [UInt8], proof: Proof) {
        self.record = record
        self.encoded = encoded
        self.proof = proof
    }

    /// Reads a transcript; its signature is in form, and not verified yet.
    ///
    /// - Throws: `IdentityError` with code `invalidEncoding`, `limitExceeded`, or `badSignature` for a signature that has
    ///   not the form of one.
    public init(decoding bytes: [UInt8]) throws(IdentityError) {
        let limits = CBORLimits(byteCount: Self.byteLimit, depth: 4, itemCount: 64)
        let value = try IdentityError.converting { () throws(CryptoError) in
            try CBOR(decoding: bytes, limits: limits)
        }
        if let parts = value.arrayValue {
            guard parts.count == 2, let payload = parts[0].bytesValue, let signature = parts[1].bytesValue,
                let joint = try? JointSignature(rawRepresentation: signature)
            else { throw IdentityError(.invalidEncoding, "not a ceremony's transcript") }
            self.init(record: try CeremonyRecord(decoding: payload), encoded: bytes, proof: .shares(joint))
            return
        }
        let message = try Self.message(bytes, limits)
        self.init(
            record: try CeremonyRecord(decoding: message.payload),
            encoded: bytes,
            proof: .authority(message)
        )
    }

    private static func message(_ bytes: [UInt8], _ limits: CBORLimits) throws(IdentityError) -> COSESign1 {
        do throws(CryptoError) {
            let message = try COSESign1(decoding: bytes, limits: limits)
            guard message.contentType == Self.contentType, message.certificates == .none,
                message.ocspResponses.isEmpty, message.hasOnlyProtectedHeaders
            else { throw CryptoError(.invalidEncoding, "not a ceremony's transcript") }
            return message
        } catch {
            let isSignature = [.invalidSignature, .highS].contains(error.code)
            throw IdentityError(isSignature ? .badSignature : .invalidEncoding, error.reason)
        }
    }

    /// Verifies the signature by whom this kind of ceremony is signed by.
    ///
    /// - Throws: `IdentityError` with code `badSignature`.
    func verify(_ set: ShareSet) throws(IdentityError) {
        let needsAuthority = ![.refresh, .rehearse].contains(self.record.kind)
        do throws(CryptoError) {
            switch self.proof {
            case .authority(let message) where needsAuthority:
                try message.verify(with: set.authorityKey, externalAAD: Self.label)
            case .shares(let signature) where !needsAuthority:
                try signature.verify(self.record.encoded, set.commitments)
            default: throw CryptoError(.invalidSignature, "is not signed by whom it must be")
            }
        } catch {
            throw IdentityError(.badSignature, "ceremony \(self.record.sequence): \(error.reason)")
        }
    }
}
