internal import InterlockCrypto

/// Finds chains as Fabric has Go's crypto/x509 find them (`Certificate.Verify` with the folder's pools).
struct MembershipChains {
    let anchors: [Certificate]
    let intermediates: [Certificate]
    private let anchorSet: Set<Certificate>

    /// How many signatures are checked for one certificate: as many as Go checks, `maxChainSignatureChecks`.
    static let signatureLimit = 100
    /// How long a chain may be.
    private static let lengthLimit = 16

    init(anchors: [Certificate], intermediates: [Certificate]) {
        self.anchors = anchors
        self.intermediates = intermediates
        self.anchorSet = Set(anchors)
    }

    /// What a search has spent and seen.
    private struct Search {
        let time: Timestamp
        var signatures = 0
        var chains: [[Certificate]] = []
        var obstacle: IdentityError?
    }

    /// The one chain from `certificate` to an anchor, itself first, valid at `time`: where that is nil, one second after
    /// the certificate's beginning (msp/mspimplvalidate.go, getValidityOptsForCert).
    func chain(of certificate: Certificate, at time: Timestamp? = nil) throws(MembershipFault)
        -> [Certificate]
    {
        var search = Search(time: time ?? certificate.notBefore.adding(seconds: 1))
        if self.anchorSet.contains(certificate) {
            if self.isTimely(certificate, &search) { search.chains = [[certificate]] }
        } else if self.isTimely(certificate, &search) {
            self.extend([certificate], &search)
        }
        let chains = search.chains.filter { self.isSound($0, &search) }
        guard let chain = chains.first else {
            let reason = search.obstacle.map { ": \($0.reason)" } ?? ""
            throw MembershipFault(.noChain, "\(certificate) leads to no anchor\(reason)")
        }
        guard chains.count == 1 else {
            throw MembershipFault(
                .severalChains,
                "\(certificate) leads to an anchor by \(chains.count) paths"
            )
        }
        return chain
    }

    private func extend(_ chain: [Certificate], _ search: inout Search) {
        guard let last = chain.last, chain.count < Self.lengthLimit else { return }
        for anchor in self.issuers(of: last, among: self.anchors) where !chain.contains(anchor) {
            if self.isIssuer(anchor, chain, &search) { search.chains.append(chain + [anchor]) }
        }
        for issuer in self.issuers(of: last, among: self.intermediates) where !chain.contains(issuer) {
            if self.isIssuer(issuer, chain, &search) { self.extend(chain + [issuer], &search) }
        }
    }

    /// Go compares names byte by byte.
    private func issuers(of certificate: Certificate, among all: [Certificate]) -> [Certificate] {
        all.filter { $0.subjectName.derRepresentation == certificate.issuerName.derRepresentation }
    }

    private func isTimely(_ certificate: Certificate, _ search: inout Search) -> Bool {
        if certificate.isValid(at: search.time) { return true }
        search.obstacle = IdentityError(.expired, "\(certificate) is not valid at \(search.time)")
        return false
    }

    /// Whether `issuer` signed the last of the chain, and may.
    private func isIssuer(_ issuer: Certificate, _ chain: [Certificate], _ search: inout Search) -> Bool {
        guard let last = chain.last, self.isTimely(issuer, &search) else { return false }
        search.signatures += 1
        do throws(IdentityError) {
            guard search.signatures <= Self.signatureLimit else {
                throw IdentityError(.limitExceeded, "more than \(Self.signatureLimit) signatures to check")
            }
            guard issuer.isAuthority, issuer.keyUsage?.contains(.keyCertSign) ?? true else {
                throw IdentityError(.keyUsage, "\(issuer) may not sign certificates")
            }
            // Go counts every intermediate, self-issued or not.
            guard issuer.fields.pathLength.map({ UInt64(chain.count - 1) <= $0 }) ?? true else {
                throw IdentityError(.pathLength, "\(issuer) has too many authorities below it")
            }
            try last.signedObject.verifySignature(by: issuer, of: "\(last)", requiresLowS: false)
            return true
        } catch {
            search.obstacle = error
            return false
        }
    }

    /// Whether names, critical extensions, strength and purposes of a whole chain are in order.
    private func isSound(_ chain: [Certificate], _ search: inout Search) -> Bool {
        guard let leaf = chain.first else { return false }
        do throws(IdentityError) {
            // Fabric asks Go for no purpose, which Go takes for "a server's" (crypto/x509, VerifyOptions.KeyUsages).
            for certificate in chain {
                if let unknown = try certificate.extensionUnknownToGo() {
                    throw IdentityError(
                        .unknownCriticalExtension,
                        "\(certificate): Go does not process the critical extension \(unknown)"
                    )
                }
                let usage = try certificate.extendedKeyUsage()
                guard
                    usage.map({ $0.contains(.serverAuthentication) || $0.contains(.anyExtendedKeyUsage) })
                        ?? true
                else {
                    throw IdentityError(.keyUsage, "\(certificate) is for purposes other than a server's")
                }
            }
            if chain.count > 1 {
                let path = CertificatePath(leaf: leaf, issuers: Array(chain.dropFirst()))
                try PathValidation(policy: PathPolicy()).check(path, at: search.time)
            }
            return true
        } catch {
            search.obstacle = error
            return false
        }
    }
}

/// A defect as an error, within the check.
struct MembershipFault: Error {
    let defect: MembershipDefect

    init(_ rule: MembershipDefect.Rule, _ reason: String) {
        self.defect = MembershipDefect(rule: rule, reason: reason)
    }
}
