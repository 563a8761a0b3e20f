public import InterlockCrypto
internal import InterlockIdentity

extension MembershipFolder {
    /// Writes the folder, whole or not at all; nothing that is there is replaced.
    ///
    /// - Parameters:
    ///   - path: A name that is not taken.
    ///   - key: The signer's private key. It is written in the clear, for Fabric's software key store reads no other,
    ///     to a file of mode 0600 in a folder of mode 0700. Where it is nil and there is a signer, a file in the key store
    ///     says that the key is elsewhere.
    /// - Throws: `FabricError` with code `invalidCertificate` where the key is not the signer's, `alreadyExists` where
    ///   the name is taken, or `invalidEncoding` for a unit that cannot be written; `FileError` for the rest.
    public func write(to path: String, unencryptedKey key: SigningKey? = nil) throws {
        if let key, self.signer?.verifyingKey != key.verifyingKey {
            throw FabricError(
                .invalidCertificate,
                "the private key is not that of the signer's certificate"
            )
        }
        guard !FileSystem.exists(path) else {
            throw FabricError(.alreadyExists, "\(path): is there already; it is never overwritten")
        }
        let texts = try self.texts()
        try FileSystem.createFolder(path) { temporary in
            for (name, text) in texts {
                try Self.makeFolder(of: name, in: temporary)
                try FileSystem.create("\(temporary)/\(name)", mode: 0o644, Array(text.utf8))
            }
            guard self.signer != nil else { return }
            let keys = "\(temporary)/\(Name.keys)"
            try FileSystem.makeFolder(keys, mode: 0o700)
            if let key {
                try KeyStoreFile.write(key, in: keys)
            } else {
                let note = Array(KeyStoreFile.elsewhere.utf8)
                try FileSystem.create("\(keys)/\(Name.keyElsewhere)", mode: 0o644, note)
            }
        }
    }

    private static func makeFolder(of name: String, in folder: String) throws {
        guard let slash = name.firstIndex(of: "/") else { return }
        try FileSystem.makeFolder("\(folder)/\(name[..<slash])")
    }

    /// Every public file, by its path in the folder.
    private func texts() throws(FabricError) -> [(name: String, text: String)] {
        var texts: [(name: String, text: String)] = []
        for (folder, certificates) in self.certificateFolders {
            texts += certificates.enumerated().map {
                (Self.file(folder, $0.offset), $0.element.pemRepresentation)
            }
        }
        texts += self.revocationLists.enumerated().map {
            (Self.file(Name.revocationLists, $0.offset), $0.element.pemRepresentation)
        }
        if self.nodeUnits != nil || !self.requiredUnits.isEmpty {
            texts.append((Name.configuration, try self.configuration().text()))
        }
        return texts
    }

    var certificateFolders: [(name: String, certificates: [Certificate])] {
        [
            (Name.authorities, self.authorities), (Name.intermediates, self.intermediates),
            (Name.tlsAuthorities, self.tlsAuthorities), (Name.tlsIntermediates, self.tlsIntermediates),
            (Name.administrators, self.administrators), (Name.signer, self.signer.map { [$0] } ?? []),
        ]
    }

    /// Fabric reads a folder in the order of its names, so places have as many digits as the last one.
    private static func file(_ folder: String, _ place: Int) -> String {
        let digits = String(place)
        return "\(folder)/\(String(repeating: "0", count: max(4 - digits.count, 0)))\(digits).pem"
    }

    private func configuration() throws(FabricError) -> ConfigurationText {
        var text = ConfigurationText()
        for unit in self.requiredUnits { text.requiredUnits.append(try self.text(of: unit)) }
        guard let nodeUnits else { return text }
        var units = ConfigurationFile.RoleUnits(isEnabled: nodeUnits.isEnabled, units: [:])
        for (role, unit) in nodeUnits.units { units.units[role] = try self.text(of: unit) }
        text.nodeUnits = units
        return text
    }

    private func text(of unit: NodeUnits.Unit) throws(FabricError) -> ConfigurationFile.Unit {
        let path = try unit.issuer.map { issuer throws(FabricError) in try self.path(of: issuer) }
        return ConfigurationFile.Unit(name: unit.name, certificate: path)
    }

    /// Gives the place of an authority's file.
    private func path(of issuer: Certificate) throws(FabricError) -> String {
        if let place = self.authorities.firstIndex(of: issuer) { return Self.file(Name.authorities, place) }
        if let place = self.intermediates.firstIndex(of: issuer) {
            return Self.file(Name.intermediates, place)
        }
        throw FabricError(
            .unknownIssuer,
            "\(issuer), who is to vouch for a unit, is no authority of the folder"
        )
    }
}
