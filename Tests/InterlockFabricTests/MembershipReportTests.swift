import InterlockCrypto
import InterlockIdentity
import TestSupport
import Testing

@testable import InterlockFabric

/// Verdicts on folders in memory, altered at random.
@Suite struct MembershipReportTests {
    private static let start = Timestamp(secondsSinceEpoch: 1_780_000_000)
    private static let noon = start.adding(seconds: 43_200)
    private let files: [String: [UInt8]]

    init() throws {
        let validity = Self.start...Self.start.adding(seconds: 300 * 86_400)
        let root = try CertificateAuthority.makeRoot(
            named: DistinguishedName(commonName: "Root", organization: "Org"),
            key: SigningKey(level: .bits128),
            validity: validity
        )
        let key = try SigningKey(level: .bits128)
        let peer = try root.issue(toNode: "peer0", key: key.verifyingKey, validity: validity, profile: .peer)
        let list = try root.revocationList(
            revoked: [],
            number: 1,
            thisUpdate: Self.noon,
            nextUpdate: Self.noon.adding(seconds: 86_400)
        )
        var text = ConfigurationText()
        text.nodeUnits = .init(
            isEnabled: true,
            units: [.peer: .init(name: "peer", certificate: "cacerts/0.pem"), .admin: .init(name: "admin")]
        )
        self.files = [
            "cacerts/0.pem": Array(root.certificate.pemRepresentation.utf8),
            "tlscacerts/0.pem": Array(root.certificate.pemRepresentation.utf8),
            "signcerts/0.pem": Array(peer.pemRepresentation.utf8),
            "crls/0.pem": Array(list.pemRepresentation.utf8),
            "keystore/\(KeyStoreFile.name(of: key.verifyingKey))": Array(
                PEM.encode(try key.derRepresentation().publicCopy(), label: "PRIVATE KEY").utf8
            ),
            "config.yaml": Array(try text.text().utf8),
        ]
    }

    private func report(_ files: [String: [UInt8]]) throws -> MembershipReport {
        try MembershipReport(.inMemory(files), at: Self.noon)
    }

    @Test func `a folder in order is accepted`() throws {
        #expect(try self.report(self.files).defects.isEmpty)
    }

    @Test func `any files do no harm, and no altered certificate is taken`() throws {
        var generator = SeededGenerator(seed: 21)
        for _ in 0..<400 {
            var files = self.files
            let name = try #require(files.keys.sorted().randomElement(using: &generator))
            var bytes = try #require(files[name])
            for _ in 0..<Int.random(in: 1...3, using: &generator) {
                let place = Int.random(in: 0..<bytes.count, using: &generator)
                switch Int.random(in: 0..<3, using: &generator) {
                case 0: bytes[place] = UInt8.random(in: 0...255, using: &generator)
                case 1: bytes.remove(at: place)
                default: bytes.insert(UInt8.random(in: 0...127, using: &generator), at: place)
                }
            }
            files[name] = bytes
            let report = try self.report(files)
            #expect(report.isSetUp || !report.isAccepted)
            // An altered file of this kind is refused or passed over, unless its block is the same.
            let isSame =
                GoPEM(readingFirst: bytes)?.content == GoPEM(readingFirst: self.files[name] ?? [])?.content
            if ["cacerts/0.pem", "signcerts/0.pem"].contains(name), !isSame {
                #expect(!report.isAccepted, "\(name)")
            }
        }
    }
}
