public import InterlockCrypto
internal import InterlockIdentity

extension MembershipFolder {
    /// Reads a folder as Fabric does: of each file the first PEM block, and files without PEM not at all.
    ///
    /// - Throws: `FabricError` with code `refused` for the first thing that stops a node from reading it, a folder without
    ///   trust anchors among them, or `limitExceeded`; and `FileError` where there is no such folder.
    public init(reading path: String) throws {
        let reading = try MembershipReading(.onDisk(path))
        if let first = reading.defects.first(where: { $0.effect == .refused }) { throw FabricError(first) }
        guard !reading.folder.authorities.isEmpty else {
            let reason = "\(path)/\(Name.authorities) holds no certificate"
            throw FabricError(MembershipDefect(rule: .anchorMissing, effect: .refused, reason: reason))
        }
        self = reading.folder
    }

    /// The signer's private key, from the key store of a folder.
    ///
    /// - Throws: `FabricError` with code `invalidCertificate` where there is no signer, or no key of it in the clear; as
    ///   ``init(reading:)`` for the rest.
    public static func unencryptedKey(in path: String) throws -> SigningKey {
        guard let signer = try MembershipFolder(reading: path).signer, signer.verifyingKey != nil else {
            throw FabricError(.invalidCertificate, "\(path): no signer with a key on P-256, P-384 or P-521")
        }
        guard let key = try KeyStore(.onDisk(path)).key(of: signer) else {
            throw FabricError(
                .invalidCertificate,
                "\(path)/\(Name.keys): expected the private key of the signer in the clear, and found none"
            )
        }
        return key
    }
}
