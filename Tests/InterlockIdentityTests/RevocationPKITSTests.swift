import InterlockCrypto
import Testing

@testable import InterlockIdentity

/// NIST PKITS, sections 4.4, 4.14 and 4.15, where `../shared/vectors` is there.
@Suite(.enabled(if: FileSystem.isFolder(PKITSPool.folder))) struct RevocationPKITSTests {
    /// Words in the names of the end entities whose verdict hangs on revocation.
    static let words = [
        "CRL", "Revoked", "SerialNumber", "distributionPoint", "DistributionPoint", "onlyContains",
        "onlySomeReasons", "indirect", "deltaCRL", "BasicSelfIssued", "MissingCRL",
    ]

    @Test func `every list reads but the one with a broken signature`() throws {
        let pool = try PKITSPool()
        for (name, error) in pool.refused where name != "BadCRLSignatureCACRL" {
            Issue.record("\(name): \(error)")
        }
        #expect(pool.lists.count >= 172)
    }

    @Test func `end entities are revoked as the suite says`() throws {
        let pool = try PKITSPool()
        let names = pool.certificates.keys.filter { name in
            name.hasSuffix("EE") && Self.words.contains { name.contains($0) }
        }
        #expect(names.count > 60)
        for name in names.sorted() {
            let certificate = try #require(pool.certificates[name])
            let isValid = pool.isUnrevoked(certificate)
            #expect(isValid == name.hasPrefix("Valid"), "\(name)")
        }
    }

    @Test func `entries have their reasons, issuers and dates`() throws {
        let lists = try PKITSPool().lists
        let delta = try #require(lists["deltaCRLCA1deltaCRL"])
        #expect(delta.isDelta && delta.baseNumber != nil)
        #expect(delta.entries.contains { $0.reason == .removeFromList })
        let indirect = try #require(lists["indirectCRLCA5CRL"])
        #expect(indirect.entries.contains { $0.certificateIssuer != nil })
        for list in lists.values {
            for entry in list.entries {
                #expect(list.entry(for: entry.serialNumber, issuer: entry.certificateIssuer) == entry)
            }
        }
    }
}
