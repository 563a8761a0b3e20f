import InterlockCrypto

/// What is changed: certificates, lists, requests and OCSP responses that are good, each with the certificate of who signed it.
struct MutationSeeds: Sendable {
    enum Kind: String, CaseIterable, Sendable {
        case certificate, list, request, response
    }

    struct Seed: Sendable {
        let kind: Kind
        let bytes: [UInt8]
        /// Who signed it; for a request, a certificate of its own key.
        let signer: Certificate
    }

    private(set) var seeds: [Seed] = []
    /// No result that is one of these counts as altered.
    private(set) var originals: Set<[UInt8]> = []
    /// What the responses' signatures cover: the signer's certificate beside it may be any that is good.
    private(set) var statements: Set<[UInt8]> = []
    let root: Certificate
    let intermediate: Certificate
    let leaf: Certificate
    let lists: [RevocationList]

    static let start = Timestamp(secondsSinceEpoch: 1_465_776_000)
    static let validity = start...start.adding(seconds: 365 * 86_400)
    static let noon = start.adding(seconds: 43_200)

    /// Makes seeds of our own, the same each time, on every curve; and reads those of PKITS where its folder is named.
    init(pkits: String?) throws {
        let market = try Self.market(.bits128)
        self.root = market.root.certificate
        self.intermediate = market.intermediate.certificate
        self.leaf = market.leaf
        self.lists = market.lists
        self.add(market)
        for level in [SecurityLevel.bits192, .bits256] { self.add(try Self.market(level)) }
        if let pkits { try self.add(pkits: pkits) }
    }

    private struct Market {
        let root: CertificateAuthority
        let intermediate: CertificateAuthority
        let leaf: Certificate
        let lists: [RevocationList]
        let request: VerifiedRequest
        let responses: [OCSPResponse]
    }

    private static func key(_ level: SecurityLevel, _ seed: UInt8) throws -> SigningKey {
        let bytes = SecretBytes(copying: [UInt8](repeating: seed, count: level.scalarByteCount + 8))
        return try SigningKey(uniformBytes: bytes, level: level)
    }

    private static func market(_ level: SecurityLevel) throws -> Market {
        let root = try CertificateAuthority.makeRoot(
            named: DistinguishedName(commonName: "Market CA", organization: "Riverside"),
            key: Self.key(level, 1),
            validity: Self.validity,
            serialNumber: SerialNumber(1),
            nonce: .rfc6979
        )
        let key = try Self.key(level, 2)
        let certificate = try root.issueAuthority(
            named: DistinguishedName(commonName: "Member CA", organization: "North Grid"),
            key: key.verifyingKey,
            validity: Self.validity,
            scope: AuthorityScope(
                grant: AttributeGrant(everythingIn: .standard, for: IdentityNamespace(prefix: "north:"))
            ),
            serialNumber: SerialNumber(2),
            nonce: .rfc6979
        )
        let intermediate = try CertificateAuthority(certificate: certificate, key: key)
        let attributes = try AttributeSet(
            identity: ParticipantID("north:household-17"),
            type: .seller,
            permissions: ["offer"],
            creditReport: 700,
            walletAddress: "0x" + String(repeating: "ab", count: 20)
        )
        let leaf = try intermediate.issue(
            to: attributes,
            key: Self.key(level, 3).verifyingKey,
            validity: Self.validity,
            serialNumber: SerialNumber(3),
            nonce: .rfc6979
        )
        let lists = try [root, intermediate].map { try Self.list($0) }
        let request = try VerifiedRequest(
            from: DistinguishedName(commonName: "household-17"),
            key: Self.key(level, 3),
            wishing: attributes
        )
        let signer = try intermediate.issue(
            toNode: "ocsp",
            key: Self.key(level, 4).verifyingKey,
            validity: Self.start...Self.start.adding(seconds: 30 * 86_400),
            profile: .ocspSigner,
            nonce: .rfc6979
        )
        let signers = try [(signer, Self.key(level, 4)), (certificate, Self.key(level, 2))]
        let responses = try signers.map { signer, key in
            try OCSPResponder(
                issuer: certificate,
                signer: signer,
                key: key,
                revocationList: lists[1]
            )
            .presign([leaf], at: Self.noon)
        }
        return Market(
            root: root,
            intermediate: intermediate,
            leaf: leaf,
            lists: lists,
            request: request,
            responses: responses
        )
    }

    private static func list(_ authority: CertificateAuthority) throws -> RevocationList {
        let revoked = (10..<30).map { number in
            RevokedCertificate(
                serialNumber: SerialNumber(UInt64(number)),
                revokedAt: Self.start,
                reason: number.isMultiple(of: 2) ? .keyCompromise : .superseded,
                invalidityDate: number.isMultiple(of: 3) ? Self.start : nil
            )
        }
        return try authority.revocationList(
            revoked: revoked,
            number: 7,
            thisUpdate: Self.start,
            nextUpdate: Self.validity.upperBound,
            nonce: .rfc6979
        )
    }

    private mutating func add(_ market: Market) {
        let root = market.root.certificate
        let intermediate = market.intermediate.certificate
        self.add(.certificate, root.derRepresentation, signer: root)
        self.add(.certificate, intermediate.derRepresentation, signer: root)
        self.add(.certificate, market.leaf.derRepresentation, signer: intermediate)
        self.add(.request, market.request.derRepresentation, signer: market.leaf)
        // The participants of the first market are those that the trial knows.
        if market.root.certificate == self.root {
            for response in market.responses {
                self.add(.response, response.derRepresentation, signer: intermediate)
                self.statements.insert(Array(response.object.signedBytes))
            }
        }
        for (list, signer) in zip(market.lists, [root, intermediate]) {
            self.add(.list, list.derRepresentation, signer: signer)
        }
    }

    private mutating func add(_ kind: Kind, _ bytes: [UInt8], signer: Certificate) {
        self.seeds.append(Seed(kind: kind, bytes: bytes, signer: signer))
        self.originals.insert(bytes)
    }

    /// Files of PKITS whose signer is among them; the others are broken on purpose.
    private mutating func add(pkits folder: String) throws {
        func files(_ name: String) throws -> [[UInt8]] {
            try FileSystem.names(in: "\(folder)/\(name)").map {
                try FileSystem.read("\(folder)/\(name)/\($0)")
            }
        }
        let certificates = try files("certs").compactMap { try? Certificate(derRepresentation: $0) }
        let bySubject = Dictionary(grouping: certificates, by: \.subjectName)
        for certificate in certificates {
            let signer = bySubject[certificate.issuerName]?.first {
                SignatureAlgorithm.isValid(certificate.signedObject, key: $0.handle)
            }
            if let signer { self.add(.certificate, certificate.derRepresentation, signer: signer) }
        }
        for list in try files("crls").compactMap({ try? RevocationList(derRepresentation: $0) }) {
            let signer = bySubject[list.issuerName]?.first {
                (try? list.verifySignature(by: $0, requiresLowS: false, minimumSecurityLevel: 0)) != nil
            }
            if let signer { self.add(.list, list.derRepresentation, signer: signer) }
        }
    }
}
