internal import InterlockCrypto
internal import InterlockIdentity

/// Fabric's own checks of a membership folder: its set-up (msp/mspimplsetup.go, setupV142) and, for the signer, the
/// validation that every node makes of it (msp/mspimplvalidate.go, validateIdentity).
struct MembershipCheck {
    let folder: MembershipFolder
    let time: Timestamp
    let chains: GoChains
    private let tlsChains: GoChains

    init(_ folder: MembershipFolder, at time: Timestamp) {
        self.folder = folder
        self.time = time
        self.chains = GoChains(anchors: folder.authorities, intermediates: folder.intermediates)
        self.tlsChains = GoChains(anchors: folder.tlsAuthorities, intermediates: folder.tlsIntermediates)
    }

    /// All defects, in the order of Fabric's set-up.
    func defects() -> [MembershipDefect] {
        let folder = self.folder
        guard !folder.authorities.isEmpty else {
            return [.init(rule: .anchorMissing, effect: .refused, reason: "cacerts holds no certificate")]
        }
        var defects = Self.unique(folder.authorities + folder.intermediates).flatMap(self.authorityDefects)
        defects += folder.revocationLists.flatMap(self.listDefects)
        if let signer = folder.signer { defects += self.signerDefects(signer) }
        defects += Self.unique(folder.tlsAuthorities + folder.tlsIntermediates).flatMap(self.tlsDefects)
        defects += self.unitDefects()
        return defects + folder.administrators.flatMap(self.administratorDefects)
    }

    private static func unique(_ all: [Certificate]) -> [Certificate] {
        var seen: Set<Certificate> = []
        return all.filter { seen.insert($0).inserted }
    }

    private func authorityDefects(_ authority: Certificate) -> [MembershipDefect] {
        var defects = Self.formDefects(authority)
        do throws(MembershipFault) {
            let chain = try self.chain(of: authority)
            try self.checkAnchor(authority, chain)
            if authority.hasHighS(by: chain.count > 1 ? chain[1] : authority) {
                defects.append(Self.rewritten(authority))
            }
            try self.checkNotRevoked(chain)
        } catch {
            defects.append(error.defect(.refused))
        }
        return defects
    }

    /// The form of an authority; every demand of its own.
    private static func formDefects(_ authority: Certificate) -> [MembershipDefect] {
        var defects: [MembershipDefect] = []
        if !authority.isAuthority {
            defects.append(
                .init(rule: .notAnAuthority, effect: .refused, reason: "\(authority) is no authority")
            )
        }
        if authority.subjectKeyIdentifier == nil {
            let reason = "\(authority) has no subject key identifier"
            defects.append(.init(rule: .keyIdentifierMissing, effect: .refused, reason: reason))
        }
        return defects
    }

    static func rewritten(_ certificate: Certificate) -> MembershipDefect {
        let reason = "\(certificate): Fabric replaces the signature by the one with the lower s"
        return .init(rule: .rewritten, effect: .noted, reason: reason)
    }

    /// An anchor that another authority signed has no parent to be rewritten by (msp/mspimpl.go, sanitizeCert).
    private func checkAnchor(_ authority: Certificate, _ chain: [Certificate]) throws(MembershipFault) {
        guard chain.count == 1, authority.isSignedByECDSA, !authority.isSelfSignedForGo else { return }
        throw MembershipFault(.noChain, "\(authority) is an anchor that does not vouch for itself")
    }

    private func tlsDefects(_ authority: Certificate) -> [MembershipDefect] {
        let defects = Self.formDefects(authority).map(\.reason)
        let reasons: [String]
        do throws(MembershipFault) {
            try self.checkNotRevoked(self.chain(of: authority, in: self.tlsChains))
            reasons = defects
        } catch {
            reasons = defects + [error.reason]
        }
        return reasons.map { .init(rule: .tlsAuthority, effect: .refused, reason: $0) }
    }

    /// The one chain that Fabric finds, one second after the certificate's own beginning.
    func chain(of certificate: Certificate, in chains: GoChains? = nil) throws(MembershipFault)
        -> [Certificate]
    {
        let all: [[Certificate]]
        do {
            all = try (chains ?? self.chains).chains(
                of: certificate,
                at: certificate.notBefore.adding(seconds: 1)
            )
        } catch {
            throw MembershipFault(.noChain, error.reason)
        }
        guard all.count == 1, let chain = all.first else {
            throw MembershipFault(.severalChains, "\(certificate) leads to an anchor by \(all.count) paths")
        }
        return chain
    }

    /// Lists that do not what they say; Fabric passes over each, or misreads it.
    private func listDefects(_ list: RevocationList) -> [MembershipDefect] {
        guard let identifier = list.authorityKeyIdentifier else {
            let reason = "\(list) has no authority key identifier"
            return [.init(rule: .listWithoutIssuer, effect: .noted, reason: reason)]
        }
        if list.isDelta || list.isIndirect {
            return [.init(rule: .listKind, effect: .noted, reason: "\(list) is a delta, or indirect")]
        }
        let folder = self.folder
        let all = folder.authorities + folder.intermediates + folder.tlsAuthorities + folder.tlsIntermediates
        let issuers = Self.unique(all).filter { $0.subjectKeyIdentifier == identifier }
        guard !issuers.contains(where: list.isSignedForGo) else { return [] }
        let reason = "\(list) is signed by no authority of the folder"
        return [.init(rule: .strayList, effect: .noted, reason: reason)]
    }

    /// Dates on the list make no difference to Fabric; a list without an identifier makes every identity invalid.
    func checkNotRevoked(_ chain: [Certificate]) throws(MembershipFault) {
        guard chain.count > 1, let certificate = chain.first else { return }
        guard let wanted = chain[1].subjectKeyIdentifier else {
            throw MembershipFault(.keyIdentifierMissing, "\(chain[1]) has no subject key identifier")
        }
        for list in self.folder.revocationLists {
            guard let identifier = list.authorityKeyIdentifier else {
                throw MembershipFault(
                    .listWithoutIssuer,
                    "\(list) has no authority key identifier, for which Fabric finds \(certificate) invalid"
                )
            }
            guard identifier == wanted, list.contains(certificate.serialNumber),
                list.isSignedForGo(by: chain[1])
            else { continue }
            throw MembershipFault(.revoked, "\(certificate) is on \(list)")
        }
    }
}

/// A demand that is not met, within the check; the caller knows whose refusal that causes.
struct MembershipFault: Error {
    let rule: MembershipDefect.Rule
    let reason: String

    init(_ rule: MembershipDefect.Rule, _ reason: String) {
        self.rule = rule
        self.reason = reason
    }

    func defect(_ effect: MembershipDefect.Effect) -> MembershipDefect {
        MembershipDefect(rule: self.rule, effect: effect, reason: self.reason)
    }
}
