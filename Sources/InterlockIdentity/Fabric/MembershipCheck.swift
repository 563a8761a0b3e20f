internal import InterlockCrypto

/// Fabric's own checks of a membership folder: its set-up (msp/mspimplsetup.go, setupV142) and, for the signer, the
/// validation that every other node makes of it (msp/mspimplvalidate.go, validateIdentity).
struct MembershipCheck {
    let folder: MembershipFolder
    let time: Timestamp
    let chains: MembershipChains

    init(_ folder: MembershipFolder, at time: Timestamp) {
        self.folder = folder
        self.time = time
        self.chains = MembershipChains(anchors: folder.authorities, intermediates: folder.intermediates)
    }

    /// All defects, in the order of Fabric's set-up.
    func defects() -> [MembershipDefect] {
        guard !self.folder.authorities.isEmpty else {
            return [MembershipDefect(rule: .anchorMissing, reason: "cacerts is empty")]
        }
        let folder = self.folder
        var defects = Self.collect(folder.authorities + folder.intermediates, self.checkAuthority)
        defects += Self.collect(folder.revocationLists, self.checkList)
        if let signer = folder.signer { defects += Self.collect([signer], self.checkSigner) }
        defects += Self.collect(folder.tlsAuthorities + folder.tlsIntermediates, self.checkTLSAuthority)
        if let defect = self.unitsDefect() { defects.append(defect) }
        return defects + Self.collect(folder.administrators, self.checkAdministrator)
    }

    private static func collect<Subject>(
        _ subjects: [Subject],
        _ check: (Subject) throws(MembershipFault) -> Void
    ) -> [MembershipDefect] {
        subjects.compactMap { subject in
            do throws(MembershipFault) {
                try check(subject)
                return nil
            } catch {
                return error.defect
            }
        }
    }

    private func unitsDefect() -> MembershipDefect? {
        do {
            try self.checkUnits()
            return nil
        } catch {
            return error.defect
        }
    }

    private func checkAuthority(_ authority: Certificate) throws(MembershipFault) {
        try self.checkForm(authority)
        let chain = try self.chains.chain(of: authority)
        try self.checkLowS(chain)
        try self.checkNotRevoked(chain)
    }

    private func checkForm(_ authority: Certificate) throws(MembershipFault) {
        guard authority.isAuthority else {
            throw MembershipFault(.notAnAuthority, "\(authority) is no authority")
        }
        guard authority.subjectKeyIdentifier != nil else {
            throw MembershipFault(.keyIdentifierMissing, "\(authority) has no subject key identifier")
        }
    }

    private func checkTLSAuthority(_ authority: Certificate) throws(MembershipFault) {
        let chains = MembershipChains(
            anchors: self.folder.tlsAuthorities,
            intermediates: self.folder.tlsIntermediates
        )
        do throws(MembershipFault) {
            try self.checkForm(authority)
            try self.checkNotRevoked(chains.chain(of: authority, at: self.time))
        } catch {
            throw MembershipFault(.tlsAuthority, error.defect.reason)
        }
    }

    private func checkList(_ list: RevocationList) throws(MembershipFault) {
        guard let identifier = list.authorityKeyIdentifier else {
            throw MembershipFault(.listWithoutIssuer, "\(list) has no authority key identifier")
        }
        guard !list.isDelta, list.fields.issuingDistributionPoint?.isIndirect != true else {
            throw MembershipFault(.listKind, "\(list) is a delta, or indirect")
        }
        let issuers = (self.folder.authorities + self.folder.intermediates).filter {
            $0.subjectKeyIdentifier == identifier
        }
        guard issuers.contains(where: { self.isSigned(list, by: $0) }) else {
            throw MembershipFault(.strayList, "\(list) is signed by no authority of the folder")
        }
    }

    func isSigned(_ list: RevocationList, by issuer: Certificate) -> Bool {
        do {
            try list.verifySignature(by: issuer, requiresLowS: false, minimumSecurityLevel: 0)
            return true
        } catch {
            return false
        }
    }

    func checkLowS(_ chain: [Certificate]) throws(MembershipFault) {
        guard let certificate = chain.first else { return }
        do {
            try certificate.signedObject.checkLowS(
                by: chain.count > 1 ? chain[1] : certificate,
                of: "\(certificate)"
            )
        } catch {
            throw MembershipFault(.rewritten, error.reason)
        }
    }

    /// Dates on the list make no difference to Fabric.
    func checkNotRevoked(_ chain: [Certificate]) throws(MembershipFault) {
        guard chain.count > 1, let certificate = chain.first, let wanted = chain[1].subjectKeyIdentifier
        else { return }
        for list in self.folder.revocationLists where list.authorityKeyIdentifier == wanted {
            guard list.entry(for: certificate.serialNumber) != nil else { continue }
            if self.isSigned(list, by: chain[1]) {
                throw MembershipFault(.revoked, "\(certificate) is on \(list)")
            }
        }
    }
}
