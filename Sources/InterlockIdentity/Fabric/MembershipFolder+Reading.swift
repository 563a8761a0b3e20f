public import InterlockCrypto

extension MembershipFolder {
    /// Reads a folder; files that Fabric passes over are passed over.
    ///
    /// A file with more than one certificate is refused: Fabric would take the first and say nothing of the others.
    ///
    /// - Throws: `IdentityError` as `Certificate` and `RevocationList` say, with code `invalidEncoding` for a
    ///   `config.yaml` that is not in the one shape, or names a file that is not there, or for several signers; and
    ///   `FileError`.
    public init(reading path: String) throws {
        func certificates(_ name: String) throws -> [(file: String, certificate: Certificate)] {
            try Self.files(in: path, name).map { file in
                let text = try Self.text(path, file, limit: 2 * Certificate.byteLimit)
                return (
                    file,
                    try Self.naming(file) { () throws(IdentityError) in
                        try Certificate(pemRepresentation: text)
                    }
                )
            }
        }
        let authorities = try certificates(Name.authorities)
        let intermediates = try certificates(Name.intermediates)
        let signers = try certificates(Name.signer)
        guard signers.count <= 1 else {
            throw IdentityError(.invalidEncoding, "\(Name.signer) has \(signers.count) certificates, not one")
        }
        self.init(
            authorities: authorities.map(\.certificate),
            intermediates: intermediates.map(\.certificate),
            tlsAuthorities: try certificates(Name.tlsAuthorities).map(\.certificate),
            tlsIntermediates: try certificates(Name.tlsIntermediates).map(\.certificate),
            administrators: try certificates(Name.administrators).map(\.certificate),
            revocationLists: try Self.revocationLists(in: path),
            signer: signers.first?.certificate
        )
        let known = Dictionary(
            (authorities + intermediates).map { ($0.file, $0.certificate) },
            uniquingKeysWith: { first, _ in first }
        )
        self.nodeUnits = try Self.nodeUnits(in: path, authorities: known)
    }

    /// The signer's private key, from the key store of a folder.
    ///
    /// - Throws: `IdentityError` with code `invalidCertificate` where there is no signer, or no key of his; as
    ///   ``init(reading:)`` for the rest.
    public static func unencryptedKey(in path: String) throws -> SigningKey {
        guard let wanted = try MembershipFolder(reading: path).signer?.verifyingKey else {
            throw IdentityError(.invalidCertificate, "\(path): no signer with an ECDSA key")
        }
        // Fabric tries the name first, then every file (bccsp/sw/fileks.go, GetKey); a key by its content will do.
        for file in try Self.files(in: path, Name.keys) {
            let key = try KeyStoreFile.read("\(path)/\(file)")
            if key.verifyingKey == wanted { return key }
        }
        throw IdentityError(.invalidCertificate, "\(path)/\(Name.keys): no key of the signer")
    }

    private static func revocationLists(in path: String) throws -> [RevocationList] {
        try Self.files(in: path, Name.revocationLists).map { file in
            let text = try Self.text(path, file, limit: 2 * RevocationList.byteLimit)
            return try Self.naming(file) { () throws(IdentityError) in
                try RevocationList(pemRepresentation: text)
            }
        }
    }

    private static func nodeUnits(in path: String, authorities: [String: Certificate]) throws -> NodeUnits? {
        guard FileSystem.exists("\(path)/\(Name.configuration)") else { return nil }
        let text = try Self.text(path, Name.configuration, limit: NodeUnitsText.byteLimit)
        guard let read = try NodeUnitsText(reading: text) else { return nil }
        var nodeUnits = NodeUnits(isEnabled: read.isEnabled, units: [:])
        for (role, unit) in read.units {
            let issuer = try unit.certificate.map { file in
                // Fabric warns of a file that is not there, and lets any authority vouch for the unit.
                guard let issuer = authorities[file] else {
                    throw IdentityError(
                        .invalidEncoding,
                        "config.yaml: \(file) is no authority of the folder"
                    )
                }
                return issuer
            }
            nodeUnits.units[role] = .init(unit.name, issuer: issuer)
        }
        return nodeUnits
    }

    /// The files of one folder, in the order in which Fabric reads them; none where the folder is not there.
    private static func files(in path: String, _ folder: String) throws -> [String] {
        guard FileSystem.isFolder("\(path)/\(folder)") else { return [] }
        let names = try FileSystem.names(in: "\(path)/\(folder)")
        guard names.count <= Self.fileLimit else {
            throw IdentityError(.limitExceeded, "\(path)/\(folder) has more than \(Self.fileLimit) files")
        }
        return names.map { "\(folder)/\($0)" }.filter { !FileSystem.isFolder("\(path)/\($0)") }
    }

    private static func text(_ path: String, _ file: String, limit: Int) throws -> String {
        guard
            let text = String(validating: try FileSystem.read("\(path)/\(file)", limit: limit), as: UTF8.self)
        else {
            throw IdentityError(.invalidEncoding, "\(file): not UTF-8")
        }
        return text
    }

    private static func naming<Value>(
        _ file: String,
        _ body: () throws(IdentityError) -> Value
    ) throws(IdentityError) -> Value {
        do {
            return try body()
        } catch {
            throw IdentityError(error.code, "\(file): \(error.reason)")
        }
    }
}
