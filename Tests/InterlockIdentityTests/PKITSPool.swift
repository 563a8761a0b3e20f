import InterlockCrypto
import Synchronization

@testable import InterlockIdentity

/// All certificates and lists of NIST PKITS as one unordered pool, and a path search that is just good enough to ask
/// of each end entity whether it or an authority above it is revoked.
final class PKITSPool: IssuerDirectory {
    static let folder =
        "/\(#filePath.split(separator: "/").dropLast(3).joined(separator: "/"))/../shared/vectors/pkits"
    static let time = Timestamp(secondsSinceEpoch: 1_420_070_400)

    let certificates: [String: Certificate]
    let lists: [String: RevocationList]
    /// Lists that do not read, with why.
    let refused: [String: IdentityError]
    private let checker: RevocationChecker
    private let verdicts = Mutex<[Certificate: Bool]>([:])

    init() throws {
        self.certificates = try Self.read("certs") { try? Certificate(derRepresentation: $0) }
        self.lists = try Self.read("crls") { try? RevocationList(derRepresentation: $0) }
        self.refused = try Self.read("crls") {
            do {
                _ = try RevocationList(derRepresentation: $0)
                return nil
            } catch {
                return error as? IdentityError
            }
        }
        self.checker = RevocationChecker(
            lists: RevocationIndex(Array(self.lists.values)),
            policy: .required,
            requiresLowS: false,
            keyRule: KeyRule(requiresNamedCurve: false),
            minimumSecurityLevel: 0
        )
    }

    private static func read<Value>(_ folder: String, _ parse: ([UInt8]) -> Value?) throws -> [String: Value]
    {
        let names = try FileSystem.names(in: "\(Self.folder)/\(folder)")
        let values = try names.compactMap { name in
            parse(try FileSystem.read("\(Self.folder)/\(folder)/\(name)")).map {
                (String(name.dropLast(4)), $0)
            }
        }
        return Dictionary(uniqueKeysWithValues: values)
    }

    var anchor: Certificate? { self.certificates["TrustAnchorRootCertificate"] }

    func revocationListIssuers(
        named name: DistinguishedName,
        under anchor: Certificate,
        at time: Timestamp
    ) throws(IdentityError) -> [Certificate] {
        self.certificates.values.filter { $0.subjectName == name && self.isUnrevoked($0) }
    }

    /// Whether some path leads to the anchor on which nothing is revoked; the path's other rules are not asked for.
    func isUnrevoked(_ certificate: Certificate) -> Bool {
        if certificate == self.anchor { return true }
        if let known = self.verdicts.withLock({ $0[certificate] }) { return known }
        // Until it is known, it vouches for nobody: neither a path nor a list may lean on itself.
        self.verdicts.withLock { $0[certificate] = false }
        let verdict = self.certificates.values.contains { self.isUnrevoked(certificate, issuer: $0) }
        self.verdicts.withLock { $0[certificate] = verdict ? true : nil }
        return verdict
    }

    private func isUnrevoked(_ certificate: Certificate, issuer: Certificate) -> Bool {
        guard let anchor = self.anchor, issuer.subjectName == certificate.issuerName,
            issuer.keyUsage?.contains(.keyCertSign) ?? true,
            SignatureAlgorithm.isValid(certificate.signedObject, key: issuer.handle),
            self.isUnrevoked(issuer)
        else { return false }
        let range = try? self.checker.check(
            certificate,
            issuer: issuer,
            anchor: anchor,
            directory: self,
            at: Self.time
        )
        return range != nil
    }
}
