import InterlockCrypto
import Testing

@testable import InterlockIdentity

/// RFC 5280 section 6.3.3, step by step.
@Suite struct RevocationCheckerTests {
    typealias Entry = RevocationListForge.Entry

    /// Offers what it was given, as a path builder that has validated it would.
    struct Directory: IssuerDirectory {
        var certificates: [Certificate] = []

        func revocationListIssuers(
            named name: DistinguishedName,
            under anchor: Certificate,
            at time: Timestamp
        ) throws(IdentityError) -> [Certificate] { self.certificates.filter { $0.subjectName == name } }
    }

    static let serial: UInt64 = 4_711
    let world: CertificateWorld
    let forge: RevocationListForge
    /// Signs lists for the intermediate's certificates, under another name.
    let other: CertificateAuthority
    let noon = CertificateWorld.noon

    init() throws {
        self.world = try CertificateWorld()
        self.forge = RevocationListForge(self.world.intermediate)
        let key = try SigningKey(level: .bits128)
        let certificate = try self.world.root.issueAuthority(
            named: DistinguishedName(commonName: "List Signer"),
            key: key.verifyingKey,
            validity: CertificateWorld.validity
        )
        self.other = try CertificateAuthority(certificate: certificate, key: key)
    }

    private func certificate(_ points: [DistributionPoint] = [], isAuthority: Bool = false) throws
        -> Certificate
    {
        var forge = try CertificateForge(
            key: self.world.intermediate.key,
            issuer: self.world.intermediate.certificate,
            subjectKey: self.world.key.verifyingKey
        )
        if isAuthority {
            forge.replace(StandardExtensions.basicConstraints(isAuthority: true, pathLength: nil))
        }
        if !points.isEmpty {
            let value = DistributionPoint.derRepresentation(points)
            forge.replace(CertificateExtension(.crlDistributionPoints, isCritical: false, value: value))
        }
        return try forge.certificate()
    }

    private func verdict(
        _ certificate: Certificate,
        _ lists: [RevocationList],
        directory: [Certificate] = [],
        policy: RevocationPolicy = .required,
        at time: Timestamp = CertificateWorld.noon
    ) -> String {
        let checker = RevocationChecker(
            lists: RevocationIndex(lists),
            policy: policy,
            requiresLowS: true,
            keyRule: KeyRule(requiresNamedCurve: false),
            minimumSecurityLevel: 2
        )
        do {
            let range = try checker.check(
                certificate,
                issuer: self.world.intermediate.certificate,
                anchor: self.world.root.certificate,
                directory: Directory(certificates: directory),
                at: time
            )
            return range.contains(time) ? "good" : "good at another time: \(range)"
        } catch {
            return "\(error.code)"
        }
    }

    private static func uri(_ text: String) -> DistributionPointName {
        .full([.uniformResourceIdentifier(text)])
    }

    @Test func `the point of the certificate and that of the list have a name in common`() throws {
        let here = try self.certificate([DistributionPoint(name: Self.uri("http://crl/1"))])
        let nowhere = try self.certificate()
        let list = try self.forge.with { $0.point = IssuingDistributionPoint(name: Self.uri("http://crl/1")) }
            .list()
        let both = try self.forge.with {
            $0.point = IssuingDistributionPoint(
                name: .full([
                    .uniformResourceIdentifier("http://crl/2"), .uniformResourceIdentifier("http://crl/1"),
                ])
            )
        }
        .list()
        let elsewhere = try self.forge.with {
            $0.point = IssuingDistributionPoint(name: Self.uri("http://crl/2"))
        }
        .list()
        #expect(self.verdict(here, [list]) == "good")
        #expect(self.verdict(here, [both]) == "good")
        #expect(self.verdict(here, [elsewhere]) == "revocationUnknown")
        #expect(self.verdict(nowhere, [list]) == "revocationUnknown")
        #expect(self.verdict(here, [self.world.intermediateList]) == "good")
    }

    @Test func `a name relative to the issuer is the same as that name in full`() throws {
        let part = DistinguishedName.Attribute(
            type: .commonName,
            tag: DERTag.utf8String,
            content: Array("Part 1".utf8)
        )
        let full = self.world.intermediate.certificate.subjectName.appending([part])
        let names: [DistributionPointName] = [
            .relativeToIssuer([part]), .full([.directoryName(full)]),
        ]
        for ours in names {
            for theirs in names {
                let certificate = try self.certificate([DistributionPoint(name: ours)])
                let list = try self.forge.with { $0.point = IssuingDistributionPoint(name: theirs) }.list()
                #expect(self.verdict(certificate, [list]) == "good")
            }
        }
    }

    @Test func `a list for authorities or participants or attributes only says nothing of others`() throws {
        let kinds: [(WritableKeyPath<IssuingDistributionPoint, Bool>, user: Bool, authority: Bool)] = [
            (\.onlyContainsUserCertificates, true, false), (\.onlyContainsAuthorities, false, true),
            (\.onlyContainsAttributeCertificates, false, false),
        ]
        for (kind, user, authority) in kinds {
            var point = IssuingDistributionPoint()
            point[keyPath: kind] = true
            let list = try self.forge.with { $0.point = point }.list()
            let expected = { (covered: Bool) in covered ? "good" : "revocationUnknown" }
            #expect(self.verdict(try self.certificate(), [list]) == expected(user))
            #expect(self.verdict(try self.certificate(isAuthority: true), [list]) == expected(authority))
        }
    }

    @Test func `every reason must be covered, by one list or by several`() throws {
        let certificate = try self.certificate()
        let some = RevocationReasons(.keyCompromise).union(RevocationReasons(.authorityCompromise))
        let rest = RevocationReasons.all.subtracting(some)
        func list(_ reasons: RevocationReasons, _ entries: [Entry] = []) throws -> RevocationList {
            var point = IssuingDistributionPoint()
            point.onlySomeReasons = reasons
            return try self.forge.with {
                $0.point = point
                $0.entries = entries
            }
            .list()
        }
        #expect(self.verdict(certificate, [try list(some)]) == "revocationUnknown")
        #expect(self.verdict(certificate, [try list(rest)]) == "revocationUnknown")
        #expect(self.verdict(certificate, [try list(some), try list(rest)]) == "good")
        let entry = Entry(serial: Self.serial, reason: .superseded)
        #expect(self.verdict(certificate, [try list(some), try list(rest, [entry])]) == "revoked")
        #expect(self.verdict(certificate, [try list(rest, [entry])]) == "revoked")
    }

    @Test func `the reasons of a distribution point bound what its list says`() throws {
        let name = Self.uri("http://crl/1")
        let some = RevocationReasons(.keyCompromise)
        let list = try self.forge.with { $0.point = IssuingDistributionPoint(name: name) }.list()
        let half = try self.certificate([DistributionPoint(name: name, reasons: some)])
        #expect(self.verdict(half, [list]) == "revocationUnknown")
        let whole = try self.certificate([
            DistributionPoint(name: name, reasons: some),
            DistributionPoint(name: name, reasons: RevocationReasons.all.subtracting(some)),
        ])
        #expect(self.verdict(whole, [list]) == "good")
    }

    @Test func `a delta revokes, suspends and lifts a suspension`() throws {
        let certificate = try self.certificate()
        let clean = try self.forge.with { $0.number = 10 }.list()
        let held = try self.forge.with {
            $0.number = 10
            $0.entries = [Entry(serial: Self.serial, reason: .certificateHold)]
        }
        .list()
        func delta(_ reason: RevocationReason) throws -> RevocationList {
            try self.forge.with {
                $0.number = 11
                $0.base = 10
                $0.entries = [Entry(serial: Self.serial, reason: reason)]
            }
            .list()
        }
        #expect(self.verdict(certificate, [clean, try delta(.keyCompromise)]) == "revoked")
        #expect(self.verdict(certificate, [clean, try delta(.certificateHold)]) == "revoked")
        #expect(self.verdict(certificate, [held]) == "revoked")
        #expect(self.verdict(certificate, [held, try delta(.removeFromList)]) == "good")
        #expect(self.verdict(certificate, [try delta(.removeFromList)]) == "revocationUnknown")
    }

    @Test func `a delta applies to lists from its base's number up to its own, of its scope and key`() throws
    {
        let certificate = try self.certificate()
        let revoking = self.forge.with {
            $0.number = 20
            $0.base = 10
            $0.entries = [Entry(serial: Self.serial)]
        }
        for (number, expected) in [(9, "good"), (10, "revoked"), (19, "revoked"), (20, "good"), (21, "good")]
        {
            let base = try self.forge.with { $0.number = UInt64(number) }.list()
            #expect(self.verdict(certificate, [base, try revoking.list()]) == expected, "base \(number)")
        }
        let base = try self.forge.with { $0.number = 10 }.list()
        var point = IssuingDistributionPoint()
        point.onlyContainsUserCertificates = true
        let scoped = try revoking.with { $0.point = point }.list()
        #expect(self.verdict(certificate, [base, scoped]) == "good")
        let unnumbered = try self.forge.with { $0.number = nil }.list()
        #expect(self.verdict(certificate, [unnumbered, try revoking.list()]) == "good")
        let stranger = try CertificateWorld()
        let foreign = try RevocationListForge(stranger.intermediate).with {
            $0.number = 20
            $0.base = 10
            $0.entries = [Entry(serial: Self.serial)]
        }
        .list()
        #expect(self.verdict(certificate, [base, foreign]) == "good")
    }

    @Test func `a fresh delta keeps a stale base alive`() throws {
        let certificate = try self.certificate()
        let base = try self.forge.with { $0.to = self.noon.adding(seconds: -1) }.list()
        let delta = try self.forge.with {
            $0.number = 2
            $0.base = 1
        }
        .list()
        #expect(self.verdict(certificate, [base]) == "revocationUnknown")
        #expect(self.verdict(certificate, [base, delta]) == "good")
        #expect(self.verdict(certificate, [base], policy: .whereKnown) == "good")
    }

    @Test func `an indirect list is found by the point's issuer, and its entries by theirs`() throws {
        let signer = self.other.certificate
        let name = self.world.intermediate.certificate.subjectName
        let point = DistributionPoint(name: nil, listIssuer: [.directoryName(signer.subjectName)])
        let certificate = try self.certificate([point])
        var scope = IssuingDistributionPoint()
        scope.isIndirect = true
        func verdict(_ entries: [Entry], isIndirect: Bool = true) throws -> String {
            let list = try RevocationListForge(self.other).with {
                $0.point = isIndirect ? scope : nil
                $0.entries = entries
            }
            .list()
            return self.verdict(certificate, [list], directory: [signer])
        }
        let neighbour = Entry(serial: 1, issuer: name)
        #expect(try verdict([]) == "good")
        #expect(try verdict([], isIndirect: false) == "revocationUnknown")
        #expect(try verdict([Entry(serial: Self.serial)]) == "good")
        #expect(try verdict([Entry(serial: Self.serial, issuer: name)]) == "revoked")
        #expect(try verdict([neighbour, Entry(serial: Self.serial)]) == "revoked")
        let back = Entry(serial: 2, issuer: signer.subjectName)
        #expect(try verdict([neighbour, back, Entry(serial: Self.serial)]) == "good")
        let again = Entry(serial: Self.serial, issuer: name)
        #expect(try verdict([Entry(serial: Self.serial), again, back]) == "revoked")
        #expect(self.verdict(certificate, [], directory: [signer]) == "revocationUnknown")
    }

    @Test func `a list names other issuers only where it says that it is indirect`() throws {
        let entry = Entry(serial: 1, issuer: self.other.certificate.subjectName)
        let list = try self.forge.with { $0.entries = [entry] }.list()
        #expect(self.verdict(try self.certificate(), [list]) == "revocationUnknown")
    }

    @Test func `removeFromCRL in a complete list makes it unusable`() throws {
        let list = try self.forge.with { $0.entries = [Entry(serial: 1, reason: .removeFromList)] }.list()
        #expect(self.verdict(try self.certificate(), [list]) == "revocationUnknown")
    }

    @Test func `a verdict ends when the next list of the scope comes out`() throws {
        let certificate = try self.certificate()
        let next = try self.forge.with {
            $0.number = 2
            $0.base = 1
            $0.from = self.noon.adding(seconds: 10)
        }
        .list()
        let checker = RevocationChecker(
            lists: RevocationIndex([self.world.intermediateList, next]),
            policy: .required,
            requiresLowS: true,
            keyRule: KeyRule(requiresNamedCurve: false),
            minimumSecurityLevel: 2
        )
        let status = try checker.status(
            of: certificate,
            issuer: self.world.intermediate.certificate,
            anchor: self.world.root.certificate,
            directory: Directory(),
            at: self.noon
        )
        guard case .good(let range, let list) = status else {
            Issue.record("\(status)")
            return
        }
        #expect(range == CertificateWorld.start...self.noon.adding(seconds: 9))
        #expect(list == self.world.intermediateList)
    }

    @Test func `a list whose signature is too weak for the level is refused`() throws {
        let cases: [(Int32, IdentityError.Code?)] = [(3, nil), (4, .weakAlgorithm)]
        for (level, expected) in cases {
            let found = code {
                try self.world.intermediateList.verifySignature(
                    by: self.world.intermediate.certificate,
                    requiresLowS: true,
                    minimumSecurityLevel: level
                )
            }
            #expect(found == expected)
        }
    }

    @Test func `an algorithm is as strong as its hash, which PSS states in its parameters`() throws {
        let pss = ObjectIdentifier(1, 2, 840, 113549, 1, 1, 10).derRepresentation
        let sha384 = ObjectIdentifier(2, 16, 840, 1, 101, 3, 4, 2, 2).derRepresentation
        let stated = DER.sequence(DER.element(DERTag.constructed(0), DER.sequence(sha384)))
        let sha1WithRSA = ObjectIdentifier(1, 2, 840, 113549, 1, 1, 5).derRepresentation
        let ed25519 = ObjectIdentifier(1, 3, 101, 112).derRepresentation
        #expect(SignatureAlgorithm.strength(of: DER.sequence(pss, DER.sequence())) == 63)
        #expect(SignatureAlgorithm.strength(of: DER.sequence(pss)) == 63)
        #expect(SignatureAlgorithm.strength(of: DER.sequence(pss, stated)) == 192)
        #expect(SignatureAlgorithm.strength(of: DER.sequence(sha1WithRSA, [DERTag.null, 0])) == 63)
        #expect(SignatureAlgorithm.strength(of: SignatureAlgorithm.identifier(for: .bits128)) == 128)
        #expect(SignatureAlgorithm.strength(of: DER.sequence(ed25519)) == nil)
    }
}
