import InterlockCrypto
import Testing

@testable import InterlockIdentity

/// Lists of one name by several keys: rollovers, namesakes, separate keys for lists (RFC 5280 sections 5 and 6.3.3).
@Suite struct RevocationKeysTests {
    typealias Entry = RevocationListForge.Entry

    static let serial: UInt64 = 4_711
    let world: CertificateWorld
    /// Another key under the intermediate's name, which the root certified too.
    let other: CertificateAuthority
    let own: RevocationListForge
    let others: RevocationListForge
    let noon = CertificateWorld.noon

    init() throws {
        self.world = try CertificateWorld()
        let key = try SigningKey(level: .bits128)
        self.other = try Self.authority(
            key,
            by: self.world.root,
            named: self.world.intermediate.certificate.subjectName
        )
        self.own = RevocationListForge(self.world.intermediate)
        self.others = RevocationListForge(self.other)
    }

    private static func authority(
        _ key: SigningKey,
        by issuer: CertificateAuthority,
        named name: DistinguishedName
    ) throws -> CertificateAuthority {
        let certificate = try issuer.issueAuthority(
            named: name,
            key: key.verifyingKey,
            validity: CertificateWorld.validity
        )
        return try CertificateAuthority(certificate: certificate, key: key)
    }

    private func certificate(by issuer: Certificate? = nil) throws -> Certificate {
        try CertificateForge(
            key: self.world.intermediate.key,
            issuer: issuer ?? self.world.intermediate.certificate,
            subjectKey: self.world.key.verifyingKey
        )
        .certificate()
    }

    private func status(
        _ lists: [RevocationList],
        issuer: Certificate? = nil,
        directory: [Certificate]? = nil,
        policy: RevocationPolicy = .required,
        at time: Timestamp? = nil
    ) throws -> RevocationStatus {
        let checker = RevocationChecker(
            lists: RevocationIndex(lists),
            policy: policy,
            requiresLowS: true,
            keyRule: KeyRule(requiresNamedCurve: false),
            minimumSecurityLevel: 2
        )
        return try checker.status(
            of: self.certificate(by: issuer),
            issuer: issuer ?? self.world.intermediate.certificate,
            anchor: self.world.root.certificate,
            directory: RevocationCheckerTests.Directory(certificates: directory ?? [self.other.certificate]),
            at: time ?? self.noon
        )
    }

    private func verdict(
        _ lists: [RevocationList],
        issuer: Certificate? = nil,
        directory: [Certificate]? = nil,
        policy: RevocationPolicy = .required,
        at time: Timestamp? = nil
    ) throws -> String {
        switch try self.status(lists, issuer: issuer, directory: directory, policy: policy, at: time) {
        case .good: "good"
        case .revoked: "revoked"
        case .unknown(let error): "unknown \(error.code)"
        case .refused(let error): "refused \(error.code)"
        }
    }

    private func later(_ seconds: Int64) -> Timestamp { CertificateWorld.start.adding(seconds: seconds) }

    @Test func `a newer list by another key of the name does not take a revocation back`() throws {
        let revoking = try self.own.with { $0.entries = [Entry(serial: Self.serial)] }.list()
        for namesKey in [true, false] {
            let newer = try self.others.with {
                $0.number = 9
                $0.from = self.later(60)
                $0.namesKey = namesKey
            }
            .list()
            #expect(try self.verdict([revoking, newer]) == "revoked")
            #expect(try self.verdict([newer, revoking]) == "revoked")
            #expect(try self.verdict([revoking, newer], directory: []) == "revoked")
        }
    }

    @Test func `what any valid list of the name revokes is revoked`() throws {
        let clean = try self.own.with {
            $0.number = 9
            $0.from = self.later(60)
        }
        .list()
        let revoking = try self.others.with { $0.entries = [Entry(serial: Self.serial)] }.list()
        #expect(try self.verdict([clean, revoking]) == "revoked")
        // Nobody vouches for that key: its list is nobody's.
        #expect(try self.verdict([clean, revoking], directory: []) == "good")
        let superseded = try self.others.with {
            $0.number = 2
            $0.from = self.later(30)
        }
        .list()
        #expect(try self.verdict([clean, revoking, superseded]) == "good")
        var point = IssuingDistributionPoint()
        point.onlyContainsUserCertificates = true
        let part = try self.own.with {
            $0.point = point
            $0.entries = [Entry(serial: Self.serial)]
        }
        .list()
        #expect(try self.verdict([clean, part]) == "revoked")
        #expect(try self.verdict([part, clean]) == "revoked")
    }

    @Test func `only the key that signed the certificate says that it is good`() throws {
        let others = try self.others.list()
        #expect(try self.verdict([others]) == "unknown revocationUnknown")
        #expect(try self.verdict([others, self.own.list()]) == "good")
        let stale = try self.own.with { $0.to = self.later(3_600) }.list()
        #expect(try self.verdict([others, stale]) == "unknown revocationUnknown")
        #expect(try self.verdict([others, stale], policy: .whereKnown) == "good")
    }

    @Test
    func `another key says so where the two vouch for one another, until the first has a list of its own`()
        throws
    {
        let name = self.world.intermediate.certificate.subjectName
        let newWithOld = try Self.authority(self.other.key, by: self.world.intermediate, named: name)
            .certificate
        let oldWithNew = try Self.authority(self.world.intermediate.key, by: self.other, named: name)
            .certificate
        let others = try self.others.list()
        #expect(try self.verdict([others], directory: [newWithOld]) == "good")
        #expect(try self.verdict([others], directory: [self.other.certificate, newWithOld]) == "good")
        #expect(try self.verdict([others], issuer: oldWithNew) == "good")
        let stale = try self.own.with { $0.to = self.later(3_600) }.list()
        #expect(try self.verdict([others, stale], directory: [newWithOld]) == "unknown revocationUnknown")
        let bare = try self.others.with { $0.number = nil }.list()
        #expect(try self.verdict([bare, stale], directory: [newWithOld]) == "unknown revocationUnknown")
        // Whoever bears the name can certify a key under it; that says nothing of the key's own wishes.
        #expect(
            try self.verdict([others], directory: [self.other.certificate, oldWithNew])
                == "unknown revocationUnknown"
        )
    }

    @Test func `another key says so where the first may not sign lists`() throws {
        let name = self.world.intermediate.certificate.subjectName
        var forge = try CertificateForge(
            key: self.world.root.key,
            issuer: self.world.root.certificate,
            subjectKey: self.world.intermediate.key.verifyingKey
        )
        forge.subject = name
        forge.replace(StandardExtensions.basicConstraints(isAuthority: true, pathLength: nil))
        forge.replace(StandardExtensions.keyUsage([.keyCertSign]))
        let issuer = try forge.certificate()
        #expect(try self.verdict([self.others.list()], issuer: issuer) == "good")
        let own = try self.own.list()
        #expect(try self.verdict([own], issuer: issuer) == "refused keyUsage")
        // The same key, in a certificate by which it may.
        let second = self.world.intermediate.certificate
        #expect(try self.verdict([own], issuer: issuer, directory: [second]) == "good")
    }

    @Test func `a list by a key that may not sign lists, or is not known, counts for nothing`() throws {
        let name = self.world.intermediate.certificate.subjectName
        func member(_ key: VerifyingKey) throws -> Certificate {
            try self.world.root.issue(
                CertificateTemplate(
                    serialNumber: nil,
                    subject: name,
                    key: key,
                    validity: CertificateWorld.validity,
                    profile: .participant
                ),
                nonce: .random
            )
        }
        let list = try self.others.with { $0.namesKey = false }.list()
        let impostor = try member(self.other.key.verifyingKey)
        #expect(try self.verdict([list], directory: [impostor]) == "refused badSignature")
        #expect(try self.verdict([self.others.list()], directory: [impostor]) == "refused keyUsage")
        let strangers = try (0..<40).map { _ in try member(SigningKey(level: .bits128).verifyingKey) }
        #expect(try self.verdict([list, self.own.list()], directory: strangers) == "good")
        #expect(try self.verdict([self.others.list()], directory: []) == "unknown revocationUnknown")
    }

    @Test func `of complete lists of one key and scope the number decides, not the time`() throws {
        let second = try self.own.with {
            $0.number = 2
            $0.from = self.later(3_600)
        }
        .list()
        let third = try self.own.with {
            $0.number = 3
            $0.from = self.later(60)
            $0.entries = [Entry(serial: Self.serial)]
        }
        .list()
        #expect(try self.verdict([second, third]) == "revoked")
        let fourth = try self.own.with {
            $0.number = 4
            $0.from = self.later(30)
        }
        .list()
        #expect(try self.verdict([second, third, fourth]) == "good")
        #expect(try self.verdict([second, third, fourth], at: self.later(20)) == "unknown revocationUnknown")
        let long = try self.own.with {
            $0.longNumber = [1] + [UInt8](repeating: 0, count: 19)
            $0.entries = [Entry(serial: Self.serial)]
        }
        .list()
        let longer = try self.own.with { $0.longNumber = [1] + [UInt8](repeating: 0, count: 18) + [1] }.list()
        #expect(try self.verdict([second, long]) == "revoked")
        #expect(try self.verdict([longer, long]) == "good")
        #expect("\(longer.number)" == "0x01" + String(repeating: "00", count: 18) + "01")
    }

    @Test func `two lists of one number both count, and one without a number beside those that have one`()
        throws
    {
        let revoking = self.own.with { $0.entries = [Entry(serial: Self.serial)] }
        let later = try self.own.with { $0.from = self.later(60) }.list()
        #expect(try self.verdict([later, revoking.list()]) == "revoked")
        let bare = try revoking.with { $0.number = nil }.list()
        #expect(try self.verdict([later, bare]) == "revoked")
        let bareLater = try self.own.with {
            $0.number = nil
            $0.from = self.later(60)
        }
        .list()
        #expect(try self.verdict([bare, bareLater]) == "good")
    }

    @Test func `of deltas the number decides too`() throws {
        func delta(_ number: UInt64, _ reason: RevocationReason, from seconds: Int64) throws -> RevocationList
        {
            try self.own.with {
                $0.number = number
                $0.base = 1
                $0.from = self.later(seconds)
                $0.entries = [Entry(serial: Self.serial, reason: reason)]
            }
            .list()
        }
        let lists = [
            try self.own.list(), try delta(2, .removeFromList, from: 600),
            try delta(3, .certificateHold, from: 60),
        ]
        #expect(try self.verdict(lists) == "revoked")
    }

    @Test func `a verdict holds only while the same lists are out, and their signers are known`() throws {
        let list = try self.own.list()
        let coming = try self.others.with { $0.from = self.noon.adding(seconds: 10) }.list()
        func range(_ lists: [RevocationList], directory: [Certificate]? = nil) throws -> ClosedRange<
            Timestamp
        >? {
            guard case .good(let range, _) = try self.status(lists, directory: directory) else { return nil }
            return range
        }
        #expect(try range([list]) == CertificateWorld.validity)
        #expect(try range([list, coming]) == CertificateWorld.start...self.noon.adding(seconds: 9))
        // A signer that is not known now may be known in the next second.
        #expect(try range([list, self.others.list()], directory: []) == self.noon...self.noon)
        #expect(try range([list, self.others.list()]) == CertificateWorld.validity)
    }
}
