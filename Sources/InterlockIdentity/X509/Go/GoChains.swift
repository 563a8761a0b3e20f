package import InterlockCrypto

/// Finds chains as Go's crypto/x509 does (`Certificate.Verify` with pools of roots and intermediates), for systems whose
/// verdict is Go's: Hyperledger Fabric.
///
/// Go asks less than RFC 5280 in some places (key usage, lists) and more in others (names byte by byte, a server's
/// purpose); what relies on ``ChainVerifier`` must not rely on this.
package struct GoChains: Sendable {
    private let anchors: [Certificate]
    private let intermediates: [Certificate]

    /// The most candidates that are looked at for one certificate: as many as Go, `maxChainSignatureChecks`.
    package static let candidateLimit = 100

    /// Takes the pools; a certificate that is there twice counts once, as in Go's `CertPool`.
    package init(anchors: [Certificate], intermediates: [Certificate]) {
        self.anchors = Self.unique(anchors)
        self.intermediates = Self.unique(intermediates)
    }

    private static func unique(_ all: [Certificate]) -> [Certificate] {
        var seen: Set<Certificate> = []
        return all.filter { seen.insert($0).inserted }
    }

    private struct Search {
        let time: Timestamp
        var candidates = 0
        var chains: [[Certificate]] = []
        /// The first reason for which a candidate was passed over.
        var obstacle: IdentityError?
    }

    /// Every chain from `certificate` to an anchor, itself first, valid at `time`.
    ///
    /// - Throws: `IdentityError` where there is none; its reason is the first obstacle that was met.
    package func chains(of certificate: Certificate, at time: Timestamp) throws(IdentityError)
        -> [[Certificate]]
    {
        try Self.checkAlone(certificate, at: time)
        var search = Search(time: time)
        if self.anchors.contains(certificate) {
            search.chains = [[certificate]]
        } else {
            self.extend([certificate], certificate, &search)
        }
        let chains = search.chains.filter { Self.isSound($0, &search) }
        guard chains.isEmpty else { return chains }
        let reason = search.obstacle.map { ": \($0.reason)" } ?? ""
        throw IdentityError(
            search.obstacle?.code ?? .unknownIssuer,
            "\(certificate) leads to no anchor\(reason)"
        )
    }

    private func extend(_ chain: [Certificate], _ last: Certificate, _ search: inout Search) {
        for (pool, isAnchor) in [(self.anchors, true), (self.intermediates, false)] {
            // Go compares names byte by byte.
            for candidate in pool
            where candidate.subjectName.derRepresentation == last.issuerName.derRepresentation {
                search.candidates += 1
                guard search.candidates <= Self.candidateLimit else {
                    search.obstacle =
                        search.obstacle
                        ?? IdentityError(
                            .limitExceeded,
                            "more than \(Self.candidateLimit) candidates for an issuer"
                        )
                    return
                }
                guard self.isIssuer(candidate, isAnchor: isAnchor, chain, last, &search) else { continue }
                if isAnchor {
                    search.chains.append(chain + [candidate])
                } else {
                    self.extend(chain + [candidate], candidate, &search)
                }
            }
        }
    }

    private func isIssuer(
        _ candidate: Certificate,
        isAnchor: Bool,
        _ chain: [Certificate],
        _ last: Certificate,
        _ search: inout Search
    ) -> Bool {
        guard !chain.contains(where: candidate.isSameForGo) else { return false }
        do throws(IdentityError) {
            try last.checkSignatureForGo(by: candidate)
            try Self.checkAlone(candidate, at: search.time)
            guard isAnchor || candidate.isAuthority else {
                throw IdentityError(.keyUsage, "\(candidate) is no authority")
            }
            // Go counts every intermediate, self-issued or not.
            guard candidate.fields.pathLength.map({ UInt64(chain.count - 1) <= $0 }) ?? true else {
                throw IdentityError(.pathLength, "\(candidate) has too many authorities below it")
            }
            return true
        } catch {
            search.obstacle = search.obstacle ?? error
            return false
        }
    }

    /// Checks a certificate by itself as Go does (verify.go, isValid).
    private static func checkAlone(_ certificate: Certificate, at time: Timestamp) throws(IdentityError) {
        if let unknown = try certificate.extensionUnknownToGo() {
            throw IdentityError(
                .unknownCriticalExtension,
                "\(certificate): Go does not process the critical extension \(unknown)"
            )
        }
        guard certificate.isValid(at: time) else {
            throw IdentityError(.expired, "\(certificate) is not valid at \(time)")
        }
    }

    /// Tells whether purposes, names and policies of a whole chain are in order.
    private static func isSound(_ chain: [Certificate], _ search: inout Search) -> Bool {
        do throws(IdentityError) {
            try Self.checkPurposes(chain)
            try Self.checkNames(chain)
            try Self.checkPolicies(chain, at: search.time)
            return true
        } catch {
            search.obstacle = error
            return false
        }
    }

    /// Asked for no purpose, Go takes that for "a server's" (VerifyOptions.KeyUsages).
    private static func checkPurposes(_ chain: [Certificate]) throws(IdentityError) {
        for certificate in chain {
            guard let usage = try certificate.extendedKeyUsage() else { continue }
            guard usage.contains(.serverAuthentication) || usage.contains(.anyExtendedKeyUsage) else {
                throw IdentityError(.keyUsage, "\(certificate) is for purposes other than a server's")
            }
        }
    }

    /// Alternative names of the four forms that Go knows, under every authority above (constraints.go).
    private static func checkNames(_ chain: [Certificate]) throws(IdentityError) {
        let rule = NameConstraintRule(comparisonLimit: PathBudget().nameComparisons)
        for (depth, certificate) in chain.enumerated() {
            let names = try certificate.alternativeNames().filter(\.isKnownToGo)
            guard !names.isEmpty else { continue }
            try rule.check(names, of: "\(certificate)", below: Array(chain.dropFirst(depth + 1)))
        }
        guard let leaf = chain.first, chain.count > 1 else { return }
        // Fabric msp/mspimpl.go, verifyLegacyNameConstraints.
        let isConstrained = chain.dropFirst().contains { $0.extensions[.nameConstraints] != nil }
        guard isConstrained, leaf.extensions[.subjectAlternativeName] == nil,
            leaf.subjectName.commonName.map(GoHostName.isValid) ?? false
        else { return }
        throw IdentityError(
            .nameConstraint,
            "\(leaf): its common name counts as a host's below name constraints; add an alternative name"
        )
    }

    /// Go and OpenSSL follow one algorithm (RFC 5280 section 6.1), which can fail only where a policy is demanded.
    private static func checkPolicies(
        _ chain: [Certificate],
        at time: Timestamp
    ) throws(IdentityError) {
        guard let leaf = chain.first, chain.count > 1,
            chain.contains(where: { $0.extensions[.policyConstraints] != nil })
        else { return }
        let path = CertificatePath(leaf: leaf, issuers: Array(chain.dropFirst()))
        try PathValidation(policy: PathPolicy()).check(path, at: time)
    }
}
