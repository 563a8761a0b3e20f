import FoundationEssentials
import Glibc
import InterlockCrypto
import Testing

@testable import InterlockIdentity

/// Writes lists that Tests/Interop/crl_interop.py reads, and reads those that it wrote:
/// `INTERLOCK_CRL_OUT=DIR INTERLOCK_CRL_IN=DIR swift test --filter RevocationInterop`.
@Suite struct RevocationInterop {
    private static func folder(_ name: String) -> String? {
        unsafe getenv(name).map { unsafe String(cString: $0) }
    }

    private static let uri = "http://crl.example/members.crl"

    @Test(.enabled(if: folder("INTERLOCK_CRL_OUT") != nil))
    func `lists for other tools to read`() throws {
        let folder = try #require(Self.folder("INTERLOCK_CRL_OUT"))
        try FileSystem.makeFolder(folder)
        let world = try CertificateWorld()
        let noon = CertificateWorld.noon
        let leaf = world.leaf.serialNumber
        let held = [
            RevokedCertificate(serialNumber: leaf, revokedAt: noon, reason: .certificateHold),
            RevokedCertificate(
                serialNumber: SerialNumber(77),
                revokedAt: noon,
                reason: .keyCompromise,
                invalidityDate: CertificateWorld.start
            ),
        ]
        let base = try world.intermediate.revocationList(
            revoked: held,
            number: 5,
            thisUpdate: noon,
            nextUpdate: CertificateWorld.end,
            deltasAt: ["http://crl.example/delta.crl"]
        )
        let delta = try world.intermediate.deltaRevocationList(
            since: base,
            revoked: Array(held.dropFirst()),
            number: 6,
            thisUpdate: noon.adding(seconds: 60),
            nextUpdate: CertificateWorld.end
        )
        let part = try world.intermediate.revocationList(
            revoked: [],
            number: 5,
            thisUpdate: noon,
            nextUpdate: CertificateWorld.end,
            scope: RevocationListScope(.participants, distributionPoints: [Self.uri])
        )
        let texts = [
            ("root.pem", world.root.certificate.pemRepresentation),
            ("intermediate.pem", world.intermediate.certificate.pemRepresentation),
            ("leaf.pem", world.leaf.pemRepresentation), ("root.crl", world.rootList.pemRepresentation),
            ("base.crl", base.pemRepresentation), ("delta.crl", delta.pemRepresentation),
            ("part.crl", part.pemRepresentation),
        ]
        for (name, text) in texts {
            try FileSystem.create("\(folder)/\(name)", mode: 0o644, Array(text.utf8))
        }
    }

    private struct Expected: Decodable {
        struct Entry: Decodable {
            var serial: String
            var revokedAt: Int64
            var reason: String
            var invalidityDate: Int64?
            var issuer: String?
        }
        var file: String
        var issuer: String
        var number: UInt64
        var base: UInt64?
        var distributionPoints: [String]
        var entries: [Entry]
    }

    @Test(.enabled(if: folder("INTERLOCK_CRL_IN") != nil))
    func `lists that other tools wrote`() throws {
        let folder = try #require(Self.folder("INTERLOCK_CRL_IN"))
        func text(_ name: String) throws -> String {
            String(decoding: try FileSystem.read("\(folder)/\(name)"), as: UTF8.self)
        }
        let all = try JSONDecoder().decode(
            [Expected].self,
            from: Data(FileSystem.read("\(folder)/expected.json"))
        )
        #expect(all.count >= 4)
        for expected in all {
            let list = try RevocationList(pemRepresentation: text(expected.file))
            let issuer = try Certificate(pemRepresentation: text(expected.issuer))
            #expect(list.fields.defect == nil)
            // Other tools do not choose the lower s.
            try list.verifySignature(by: issuer, requiresLowS: false, minimumSecurityLevel: 2)
            #expect(list.number == RevocationListNumber(expected.number))
            #expect(list.baseNumber == expected.base.map { RevocationListNumber($0) })
            #expect(list.distributionPoints == expected.distributionPoints)
            #expect(list.count == expected.entries.count)
            for (entry, facts) in zip(list.entries, expected.entries) {
                #expect(entry.serialNumber == SerialNumber(facts.serial))
                #expect(entry.revokedAt.secondsSinceEpoch == facts.revokedAt)
                #expect(entry.reason.description == facts.reason)
                #expect(entry.invalidityDate?.secondsSinceEpoch == facts.invalidityDate)
                #expect(entry.certificateIssuer?.description == facts.issuer)
                #expect(list.entry(for: entry.serialNumber, issuer: entry.certificateIssuer) == entry)
            }
        }
    }
}
