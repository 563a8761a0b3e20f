import InterlockCrypto
import TestSupport
import Testing

@testable import InterlockIdentity

/// The table of entries against a plain dictionary, and lists that mean harm.
@Suite struct RevocationEntriesTests {
    typealias Entry = RevocationListForge.Entry

    let forge: RevocationListForge
    let names: [DistinguishedName]

    init() throws {
        let world = try CertificateWorld()
        self.forge = RevocationListForge(world.root)
        self.names = try (0..<5).map { try DistinguishedName(commonName: "Issuer \($0)") }
    }

    @Test(arguments: UInt64(0)..<30)
    func `the index says what a dictionary would`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var expected: [SerialNumber: RevokedCertificate] = [:]
        for _ in 0..<Int.random(in: 0...600, using: &random) {
            var octets = (0..<Int.random(in: 1...20, using: &random)).map { _ in
                UInt8.random(in: 0...255, using: &random)
            }
            octets[0] = octets[0] & 0x3f | 0x40
            let serial = try SerialNumber(rawRepresentation: octets)
            expected[serial] = RevokedCertificate(
                serialNumber: serial,
                revokedAt: CertificateWorld.start.adding(
                    seconds: Int64.random(in: 0...9_999, using: &random)
                ),
                reason: RevocationTests.reasons.randomElement(using: &random) ?? .unspecified,
                invalidityDate: Bool.random(using: &random) ? CertificateWorld.noon : nil
            )
        }
        let authority = try CertificateAuthority(certificate: self.forge.issuer, key: self.forge.key)
        let list = try CertificateWorld.list(authority, revoked: Array(expected.values))
        #expect(list.count == expected.count)
        for (serial, entry) in expected { #expect(list.entry(for: serial) == entry) }
        for number in UInt64(0)..<300 {
            let stranger = SerialNumber(number)
            #expect(list.entry(for: stranger) == expected[stranger])
            #expect(list.contains(stranger) == (expected[stranger] != nil))
        }
    }

    @Test(arguments: UInt64(100)..<120)
    func `entries of an indirect list are found by issuer and serial number`(seed: UInt64) throws {
        struct Key: Hashable {
            let issuer: DistinguishedName
            let serial: UInt64
        }
        var random = SeededGenerator(seed: seed)
        var point = IssuingDistributionPoint()
        point.isIndirect = true
        var current = self.forge.issuer.subjectName
        var expected: Set<Key> = []
        var entries: [Entry] = []
        for _ in 0..<200 {
            let issuer =
                Int.random(in: 0..<3, using: &random) == 0 ? self.names.randomElement(using: &random) : nil
            let serial = UInt64.random(in: 1...60, using: &random)
            let key = Key(issuer: issuer ?? current, serial: serial)
            guard expected.insert(key).inserted else { continue }
            current = key.issuer
            entries.append(Entry(serial: serial, issuer: issuer))
        }
        let list = try self.forge.with {
            $0.point = point
            $0.entries = entries
        }
        .list()
        #expect(list.fields.defect == nil)
        for issuer in self.names + [self.forge.issuer.subjectName] {
            for serial in UInt64(0)...61 {
                let isListed = list.entry(for: SerialNumber(serial), issuer: issuer) != nil
                #expect(isListed == expected.contains(Key(issuer: issuer, serial: serial)))
            }
        }
        #expect(list.entry(for: SerialNumber(1), issuer: try DistinguishedName(commonName: "Nobody")) == nil)
    }

    @Test func `an entry that is there twice is refused, by issuer`() throws {
        var point = IssuingDistributionPoint()
        point.isIndirect = true
        func failure(_ entries: [Entry]) -> IdentityError.Code? {
            code {
                try self.forge.with {
                    $0.point = point
                    $0.entries = entries
                }
                .list()
            }
        }
        let (one, two) = (self.names[0], self.names[1])
        #expect(failure([Entry(serial: 1), Entry(serial: 1)]) == .invalidEncoding)
        #expect(failure([Entry(serial: 1), Entry(serial: 1, issuer: one)]) == nil)
        #expect(failure([Entry(serial: 1, issuer: one), Entry(serial: 1, issuer: two)]) == nil)
        let again = [
            Entry(serial: 1, issuer: one), Entry(serial: 2, issuer: two), Entry(serial: 1, issuer: one),
        ]
        #expect(failure(again) == .invalidEncoding)
    }

    @Test func `entries that are not DER are refused`() throws {
        let reason: [UInt8] = [0x30, 0x0a, 0x06, 0x03, 0x55, 0x1d, 0x15, 0x04, 0x03, 0x0a, 0x01, 0x01]
        let unknown: [UInt8] = [0x30, 0x07, 0x06, 0x03, 0x55, 0x1d, 0x63, 0x04, 0x00]
        let cases: [(String, [UInt8], Bool)] = [
            ("a reason", reason, true),
            ("two reasons", reason + reason, false),
            ("an unknown extension", unknown, true),
            ("two unknown extensions", unknown + unknown, false),
            ("an unknown one between", unknown + reason, true),
            ("reasons around an unknown one", reason + unknown + reason, false),
            ("no extensions", [], false),
            ("reason 7", reason.dropLast() + [7], false),
            ("reason 11", reason.dropLast() + [11], false),
            ("reason in two octets", [0x30, 0x0b] + reason[2..<8] + [0x04, 0x0a, 0x02, 0x00, 0x01], false),
            ("not critical, written", [0x30, 0x0d] + reason[2..<7] + [1, 1, 0] + reason[7...], false),
            ("critical", [0x30, 0x0d] + reason[2..<7] + [1, 1, 0xff] + reason[7...], true),
            (
                "an invalidity date as UTCTime",
                [0x30, 0x16, 0x06, 0x03, 0x55, 0x1d, 0x18, 0x04, 0x0f, 0x17, 0x0d]
                    + Array("160613000000Z".utf8),
                false
            ),
        ]
        for (name, extensions, isGood) in cases {
            #expect((self.parse("160613000000Z", extensions: extensions) == nil) == isGood, "\(name)")
        }
    }

    @Test func `many elements that are too short for entries take no memory`() {
        let content = [[UInt8]](repeating: [0x30, 0], count: 100_000).flatMap(\.self)
        let list = DER.element(DERTag.sequence, content)
        let failure = code {
            var reader = DERReader(list)
            return try RevocationEntries(
                reading: reader.read(DERTag.sequence),
                in: list,
                issuer: self.names[0]
            )
        }
        #expect(failure == .invalidEncoding)
    }

    @Test func `times that do not exist are refused`() {
        let bad = [
            "161313000000Z", "160013000000Z", "160631000000Z", "150229000000Z", "160613240000Z",
            "160613006000Z",
            "160613000060Z", "1606130000Z", "160613000000", "16061300000/Z", "160613000000z", "16061300000:Z",
        ]
        for text in bad { #expect(self.parse(text) == .invalidEncoding, "\(text)") }
        for text in ["160613000000Z", "160229235959Z", "500101000000Z", "491231235959Z"] {
            #expect(self.parse(text) == nil, "\(text)")
        }
    }

    /// Reads one entry with that time and the content of its extensions.
    private func parse(_ time: String, extensions: [UInt8]? = nil) -> IdentityError.Code? {
        let entry = DER.sequence(
            DER.integer(5),
            DER.element(DERTag.utcTime, Array(time.utf8)),
            extensions.map { DER.element(DERTag.sequence, $0) } ?? []
        )
        return code {
            let list = DER.element(DERTag.sequence, entry)
            var reader = DERReader(list)
            return try RevocationEntries(
                reading: reader.read(DERTag.sequence),
                in: list,
                issuer: self.names[0]
            )
        }
    }

    @Test func `numbers have up to 20 octets and an order`() throws {
        let octets: [[UInt8]] = [
            [0], [1], [0x7f], [0, 0x80], [1, 0], [0x7f] + [UInt8](repeating: 0xff, count: 19),
        ]
        let numbers = try octets.map { try RevocationListNumber(derRepresentation: DER.element(2, $0)) }
        for (left, right) in zip(numbers, numbers.dropFirst()) { #expect(left < right && !(right < left)) }
        for (number, octets) in zip(numbers, octets) {
            #expect(number.derRepresentation == DER.element(2, octets))
        }
        #expect(numbers.map { UInt64(exactly: $0) } == [0, 1, 127, 128, 256, nil])
        let large = DER.element(2, [1] + [UInt8](repeating: 0, count: 20))
        #expect(code { try RevocationListNumber(derRepresentation: large) } == .limitExceeded)
        #expect(code { try RevocationListNumber(derRepresentation: [2, 1, 0x80]) } == .invalidEncoding)
    }

    @Test func `a distribution point of a list reads back, and contradicts itself nowhere`() throws {
        var point = IssuingDistributionPoint(name: .full([.uniformResourceIdentifier("http://crl/1")]))
        point.onlyContainsUserCertificates = true
        point.onlySomeReasons = RevocationReasons(.keyCompromise)
        point.isIndirect = true
        #expect(try IssuingDistributionPoint(derRepresentation: point.derRepresentation) == point)
        point.onlyContainsAuthorities = true
        #expect(
            code { try IssuingDistributionPoint(derRepresentation: point.derRepresentation) }
                == .invalidCertificate
        )
        for bad in [
            [0x30, 0], [0x30, 3, 0x81, 1, 0], [0x30, 3, 0x81, 1, 1], [0x30, 6, 0x82, 1, 0xff, 0x81, 1, 0xff],
        ] {
            #expect(
                code { try IssuingDistributionPoint(derRepresentation: bad.map(UInt8.init)) }
                    == .invalidEncoding
            )
        }
    }

    @Test func `lists of every kind, mutated, are refused or hold together`() throws {
        var point = IssuingDistributionPoint()
        point.isIndirect = true
        let der = try self.forge.with {
            $0.point = point
            $0.base = 1
            $0.number = 2
            $0.entries = (1...4).map { Entry(serial: $0, reason: .superseded, issuer: self.names[Int($0)]) }
        }
        .list().derRepresentation
        var random = SeededGenerator(seed: 77)
        for _ in 0..<3_000 {
            guard let list = try? RevocationList(derRepresentation: der.mutated(using: &random)) else {
                continue
            }
            for entry in list.entries {
                #expect(list.entry(for: entry.serialNumber, issuer: entry.certificateIssuer) == entry)
            }
        }
    }
}
