import InterlockCrypto

@testable import InterlockIdentity

/// An authority's master key, and custodians whose keys are at hand.
struct CeremonyWorld: Sendable {
    static let names = ["alice", "bob", "carol", "dave", "erin", "frank"]
    static let noon = CertificateWorld.noon

    let keys: [SigningKey]
    let custodians: [Certificate]

    init() throws {
        let key = try SigningKey(level: .bits128)
        let root = try CertificateAuthority.makeRoot(
            named: DistinguishedName(commonName: "Market CA"),
            key: key,
            validity: CertificateWorld.validity
        )
        let keys = try Self.names.map { _ in try SigningKey(level: .bits128) }
        self.keys = keys
        self.custodians = try zip(Self.names, keys).map { name, key in
            try root.issue(
                to: CertificateWorld.attributes(name),
                key: key.verifyingKey,
                validity: CertificateWorld.validity,
                profile: .transport
            )
        }
    }

    func first(_ count: Int) -> [Certificate] { Array(self.custodians.prefix(count)) }

    /// A share with a bit of its values changed.
    static func altered(_ share: MasterKeyShare, bit: Int, of set: ShareSet) throws -> MasterKeyShare {
        var bytes = share.share.value.publicCopy() + share.share.blinding.publicCopy()
        bytes[bit / 8] ^= 1 << UInt8(bit % 8)
        let secret = try SecretShare(
            index: share.index,
            value: SecretBytes(copying: bytes[..<66]),
            blinding: SecretBytes(copying: bytes[66...])
        )
        return MasterKeyShare(secret, of: set)
    }

    static func seed(_ masterKey: borrowing MasterKey) -> [UInt8] { masterKey.seed.publicCopy() }
}
