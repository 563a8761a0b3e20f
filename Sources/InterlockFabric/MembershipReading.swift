internal import InterlockCrypto
internal import InterlockIdentity

/// Reads a folder as Fabric does (msp/configbuilder.go), and keeps what was found wrong on the way.
struct MembershipReading {
    private(set) var folder = MembershipFolder(authorities: [])
    /// In the order in which the files are read.
    private(set) var defects: [MembershipDefect] = []
    private let files: MembershipFiles

    /// A file with one certificate has 1 or 2 kB.
    private static let fileLimit = 1 << 20

    typealias Name = MembershipFolder.Name

    /// Reads everything but the key store.
    ///
    /// - Throws: `FabricError` with code `limitExceeded` for too many files, or `FileError`.
    init(_ files: MembershipFiles) throws {
        self.files = files
        self.folder.authorities = try self.certificates(Name.authorities, asMembers: true)
        self.folder.intermediates = try self.certificates(Name.intermediates, asMembers: true)
        self.folder.administrators = try self.certificates(Name.administrators, asMembers: true)
        self.folder.tlsAuthorities = try self.certificates(Name.tlsAuthorities, asMembers: false)
        let below = try self.certificates(Name.tlsIntermediates, asMembers: false)
        if self.folder.tlsAuthorities.isEmpty, !below.isEmpty {
            self.note(
                .passedOver,
                "\(Name.tlsIntermediates) counts only where \(Name.tlsAuthorities) has files"
            )
        } else {
            self.folder.tlsIntermediates = below
        }
        try self.readRevocationLists()
        try self.readSigner()
        self.readConfiguration()
    }

    private mutating func note(_ rule: MembershipDefect.Rule, _ reason: String) {
        self.defects.append(MembershipDefect(rule: rule, effect: .noted, reason: reason))
    }

    private mutating func refuse(_ rule: MembershipDefect.Rule, _ reason: String) {
        self.defects.append(MembershipDefect(rule: rule, effect: .refused, reason: reason))
    }

    /// The first block of each file that has one; Fabric warns of other files, and goes on (getPemMaterialFromDir).
    private mutating func blocks(
        _ folder: String,
        limit: Int = Self.fileLimit
    ) throws -> [(path: String, bytes: [UInt8], block: GoPEM)] {
        var found: [(path: String, bytes: [UInt8], block: GoPEM)] = []
        for name in try self.files.names(folder) ?? [] {
            let path = "\(folder)/\(name)"
            guard let bytes = self.files.read(path, limit) else {
                self.note(.passedOver, "\(path): cannot be read, or has more than \(limit) bytes")
                continue
            }
            guard let block = GoPEM(readingFirst: bytes) else {
                self.note(.passedOver, "\(path): holds no PEM")
                continue
            }
            if block.hasMore { self.note(.passedOver, "\(path): only the first PEM block of a file counts") }
            found.append((path, bytes, block))
        }
        return found
    }

    private mutating func certificates(_ folder: String, asMembers: Bool) throws -> [Certificate] {
        try self.blocks(folder).compactMap { self.certificate($0.block, $0.path, asMember: asMembers) }
    }

    /// Reads a certificate as Go parses it and, but for connections, as bccsp imports its key.
    private mutating func certificate(_ block: GoPEM, _ path: String, asMember: Bool) -> Certificate? {
        do throws(IdentityError) {
            let certificate = try Certificate(derRepresentation: block.content)
            if let fault = try certificate.faultForGo() {
                self.refuse(.unreadable, "\(path): \(fault)")
            } else if asMember, !certificate.hasKeyForFabric {
                self.refuse(.keyKind, "\(path): Fabric takes keys for ECDSA and RSA only")
            } else {
                return certificate
            }
        } catch {
            self.refuse(.unreadable, "\(path): \(error.reason)")
        }
        return nil
    }

    /// Go takes a list for PEM only where the file begins with it (crypto/x509, ParseCRL).
    private mutating func readRevocationLists() throws {
        for (path, bytes, block) in try self.blocks(Name.revocationLists, limit: 2 * RevocationList.byteLimit)
        {
            guard bytes.starts(with: "-----BEGIN X509 CRL".utf8), block.label == "X509 CRL" else {
                self.refuse(.unreadable, "\(path): does not begin with the PEM block of an X509 CRL")
                continue
            }
            do throws(IdentityError) {
                self.folder.revocationLists.append(try RevocationList(derRepresentation: block.content))
            } catch {
                self.refuse(.unreadable, "\(path): \(error.reason)")
            }
        }
    }

    /// Fabric takes the first file; a folder without a certificate in it stops the node (GetLocalMspConfig).
    private mutating func readSigner() throws {
        guard try self.files.names(Name.signer) != nil else { return }
        let all = try self.blocks(Name.signer)
        guard let first = all.first else {
            self.refuse(.signerMissing, "\(Name.signer) holds no certificate")
            return
        }
        self.folder.signer = self.certificate(first.block, first.path, asMember: true)
        for other in all.dropFirst() {
            self.note(.passedOver, "\(other.path): only \(first.path), the first file, counts")
        }
    }

    private mutating func readConfiguration() {
        guard self.files.exists(Name.configuration) else { return }
        guard let bytes = self.files.read(Name.configuration, ConfigurationFile.byteLimit) else {
            self.refuse(
                .configuration,
                "\(Name.configuration): cannot be read, or has more than \(ConfigurationFile.byteLimit) bytes"
            )
            return
        }
        do throws(FabricError) {
            let read = try ConfigurationFile(reading: bytes)
            for remark in read.remarks { self.note(.configuration, "\(Name.configuration): \(remark)") }
            if let units = read.nodeUnits { self.folder.nodeUnits = self.nodeUnits(units) }
            for unit in read.requiredUnits { self.readRequiredUnit(unit) }
        } catch {
            self.refuse(.configuration, error.reason)
        }
    }

    private mutating func readRequiredUnit(_ unit: ConfigurationFile.Unit) {
        let key = "OrganizationalUnitIdentifiers"
        switch self.issuer(unit.certificate ?? "", of: key) {
        case .read(let issuer): self.folder.requiredUnits.append(.init(unit.name, issuer: issuer))
        case .refused: return
        case .absent:
            let path = unit.certificate ?? "no Certificate"
            self.refuse(.configuration, "\(key): \(path), for \"\(unit.name)\", cannot be read")
        }
    }

    /// Certificates are read only where the units count.
    private mutating func nodeUnits(_ read: ConfigurationFile.RoleUnits) -> NodeUnits {
        var nodeUnits = NodeUnits(isEnabled: read.isEnabled, units: [:])
        for role in NodeRole.allCases {
            guard let unit = read.units[role] else { continue }
            nodeUnits.units[role] = .init(unit.name)
            guard read.isEnabled, let path = unit.certificate, !path.isEmpty else { continue }
            switch self.issuer(path, of: role.configurationKey) {
            case .read(let issuer): nodeUnits.units[role]?.issuer = issuer
            case .refused: continue
            case .absent:
                // Fabric's loadCertificateAt warns, and the unit is anyone's to vouch for.
                let key = "\(role.configurationKey): \(path)"
                self.note(
                    .unitIssuer,
                    "\(key) cannot be read, so every authority of the folder vouches for the unit"
                )
            }
        }
        return nodeUnits
    }

    private enum Issuer {
        case read(Certificate)
        /// There is no file, or an empty one.
        case absent
        /// The file holds something else, which is a defect by now.
        case refused
    }

    /// The certificate at a path, seen from the folder.
    private mutating func issuer(_ path: String, of key: String) -> Issuer {
        guard let bytes = self.files.read(path, Self.fileLimit), !bytes.isEmpty else { return .absent }
        guard let block = GoPEM(readingFirst: bytes) else {
            self.refuse(.configuration, "\(key): \(path) holds no PEM")
            return .refused
        }
        return self.certificate(block, path, asMember: false).map(Issuer.read) ?? .refused
    }
}
