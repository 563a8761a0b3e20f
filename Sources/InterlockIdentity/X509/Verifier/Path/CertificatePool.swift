internal import InterlockCrypto

/// The certificates at hand, found by their subject.
struct CertificatePool: Sendable {
    private let bySubject: [DistinguishedName: [Certificate]]
    private var anchors: Set<Certificate>

    /// Anchors and intermediates that one verifier may hold: PKITS has 400 certificates, a consortium fewer.
    static let limit = 4_096

    init(anchors: [Certificate], intermediates: [Certificate]) throws(IdentityError) {
        guard !anchors.isEmpty, anchors.count + intermediates.count <= Self.limit else {
            throw IdentityError(.limitExceeded, "a verifier has 1 to \(Self.limit) anchors and intermediates")
        }
        for anchor in anchors where !anchor.isAuthority {
            throw IdentityError(
                .invalidCertificate,
                "\(anchor) is no authority: it cannot be a trust anchor"
            )
        }
        self.anchors = Set(anchors)
        self.bySubject = Dictionary(grouping: Self.unique(anchors + intermediates), by: \.subjectName)
    }

    private static func unique(_ certificates: [Certificate]) -> [Certificate] {
        var seen: Set<Certificate> = []
        return certificates.filter { seen.insert($0).inserted }
    }

    /// The same certificates with `anchor` alone trusted.
    func trusting(_ anchor: Certificate) -> CertificatePool {
        var pool = self
        pool.anchors = [anchor]
        return pool
    }

    /// All of them.
    var certificates: [Certificate] { self.bySubject.values.flatMap(\.self) }

    /// Those that are trusted.
    var trusted: [Certificate] { Array(self.anchors) }

    func isAnchor(_ certificate: Certificate) -> Bool { self.anchors.contains(certificate) }

    /// Those that bear `name`; with those presented, which are trusted no more than intermediates.
    func certificates(named name: DistinguishedName, presented: [Certificate]) -> [Certificate] {
        let known = self.bySubject[name] ?? []
        guard !presented.isEmpty else { return known }
        return known + Self.unique(presented).filter { $0.subjectName == name && !known.contains($0) }
    }
}
