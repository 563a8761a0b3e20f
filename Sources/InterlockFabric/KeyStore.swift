internal import InterlockCrypto
internal import InterlockIdentity

/// The folder of private keys as Fabric's software provider searches it (bccsp/sw/fileks.go).
struct KeyStore {
    /// The state of the signer's key.
    enum Finding: Equatable {
        case found
        /// The folder says that the key is kept elsewhere.
        case elsewhere
        /// There is no key that signs for the certificate; the reason.
        case missing(String)
    }

    private let files: MembershipFiles

    private static let folder = MembershipFolder.Name.keys
    /// Fabric passes over larger files.
    private static let byteLimit = 1 << 16

    init(_ files: MembershipFiles) { self.files = files }

    /// Says whether a node finds the key of a certificate, as GetKey does.
    func finding(for certificate: Certificate) throws -> Finding {
        let names = try self.files.names(Self.folder) ?? []
        if names.contains(MembershipFolder.Name.keyElsewhere) { return .elsewhere }
        guard let point = certificate.pointForGo else {
            return .missing("Fabric's software key store holds keys for ECDSA only")
        }
        let identifier = Digest(hashing: point).description
        // A file that begins with the key's identifier is taken for the key, whatever it holds.
        guard let named = names.first(where: { $0.hasPrefix(identifier) }),
            let suffix = ["sk", "pk", "key"].first(where: named.hasSuffix)
        else {
            let isThere = try self.first(of: names, for: certificate) != nil
            return isThere ? .found : .missing("\(Self.folder) holds no key of the signer in the clear")
        }
        let file = "\(identifier)_sk"
        guard suffix == "sk", self.isKey(file, of: certificate) else {
            return .missing(
                "\(Self.folder)/\(named) is taken for the signer's private key by its name, and is not"
            )
        }
        return .found
    }

    /// The signer's private key, whatever its file is called; nil where there is none.
    func key(of certificate: Certificate) throws -> SigningKey? {
        let names = try self.files.names(Self.folder) ?? []
        guard let name = try self.first(of: names, for: certificate) else { return nil }
        return try self.withBytes(name) { try StoredKey(reading: $0)?.signingKey() }
    }

    private func first(of names: [String], for certificate: Certificate) throws -> String? {
        names.first { self.isKey($0, of: certificate) }
    }

    private func isKey(_ name: String, of certificate: Certificate) -> Bool {
        self.withBytes(name) { StoredKey(reading: $0)?.isKey(of: certificate) ?? false }
    }

    /// Runs `body` on a file, which is wiped afterwards; a file that cannot be read is empty.
    private func withBytes<Result>(_ name: String, _ body: ([UInt8]) throws -> Result) rethrows -> Result {
        var bytes = self.files.read("\(Self.folder)/\(name)", Self.byteLimit) ?? []
        defer { for index in bytes.indices { bytes[index] = 0 } }
        return try body(bytes)
    }
}
