public import InterlockCrypto

/// What an authority did, as its journal keeps it.
///
/// The content is a deterministic CBOR map with texts as keys; certificates, lists and attribute sets stand in it by
/// their SHA-256. Docs/Formats.md, "Authority journal".
public struct JournalEvent: Hashable, Sendable {
    /// The kinds of events.
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        /// The authority begins, or takes a new certificate of its own.
        case initialize = "init"
        /// An authority below this one was certified.
        case intermediate
        /// A certificate for a key that had none.
        case issue
        /// A further certificate for a key that has one.
        case renew
        /// A certificate was revoked, or put on hold.
        case revoke
        /// A certificate on hold is valid again.
        case release
        /// A revocation list was signed.
        case list = "crl"
        /// An enrolment token was made.
        case register
        /// An enrolment token was used.
        case enrol
        /// A wrong secret was tried with an enrolment token.
        case refuse
    }

    /// What was done.
    public let kind: Kind

    /// With what.
    public let content: CBORMap

    init(_ kind: Kind, _ content: [(String, CBOR)]) {
        self.kind = kind
        self.content = CBORMap(content.map { (.text($0.0), $0.1) })
    }

    init(kind: Kind, content: CBORMap) {
        self.kind = kind
        self.content = content
    }

    /// The field of that name.
    public subscript(name: String) -> CBOR? { self.content[.text(name)] }
}

extension CBOR {
    /// A moment, in seconds since the epoch.
    static func time(_ moment: Timestamp) -> CBOR { .integer(moment.secondsSinceEpoch) }

    /// A digest's bytes.
    static func digest(_ digest: Digest) -> CBOR { .bytes(digest.rawRepresentation) }
}
