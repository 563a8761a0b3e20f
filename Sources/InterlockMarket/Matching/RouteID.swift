public import InterlockCrypto
public import InterlockIdentity

/// Rand of formula (5): SHA-256 over the deterministic CBOR array [PU_id, BU_id, MTC_id].
///
/// It names the route from a power unit to a buyer unit under one matching centre. All trades of one pair share
/// it, whoever knows the three names can compute it, and it hides nothing; see Docs/Formats.md, "Route".
public struct RouteID: Hashable, Sendable, CustomStringConvertible {
    /// The digest.
    public let digest: Digest

    /// Hashes the three names.
    public init(seller: ParticipantID, buyer: ParticipantID, matchingCentre: ParticipantID) {
        let names = [seller, buyer, matchingCentre].map { CBOR.text($0.description) }
        self.digest = Digest(hashing: CBOR.array(names).encoded())
    }

    /// The digest in hexadecimal.
    public var description: String { self.digest.description }
}
