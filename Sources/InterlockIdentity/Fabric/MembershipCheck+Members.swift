internal import InterlockCrypto

extension MembershipCheck {
    /// Who signs is a member, and is one now.
    func checkSigner(_ signer: Certificate) throws(MembershipFault) {
        guard signer.isValid(at: self.time) else {
            throw MembershipFault(.expired, "\(signer) is not valid at \(self.time)")
        }
        try self.checkMember(signer)
    }

    /// What every node asks of a member (msp/mspimplvalidate.go, validateIdentity).
    private func checkMember(_ member: Certificate) throws(MembershipFault) {
        guard member.verifyingKey != nil else {
            throw MembershipFault(.keyKind, "\(member) has no key on P-256, P-384 or P-521")
        }
        guard !member.isAuthority else {
            throw MembershipFault(.authorityAsMember, "\(member) is an authority, and no member")
        }
        let chain = try self.chains.chain(of: member)
        guard chain.count > 1 else {
            throw MembershipFault(.noChain, "\(member) is its own anchor")
        }
        guard !self.hasAuthoritiesBelow(chain[1]) else {
            throw MembershipFault(
                .issuerNotLast,
                "\(member) is issued by \(chain[1]), which has authorities below it"
            )
        }
        try self.checkLowS(chain)
        try self.checkNotRevoked(chain)
        try self.checkUnit(of: member, issuer: chain[1])
    }

    /// Whether an intermediate's chain goes through `authority` (msp/mspimplsetup.go, finalizeSetupCAs).
    private func hasAuthoritiesBelow(_ authority: Certificate) -> Bool {
        self.folder.intermediates.contains { intermediate in
            guard let chain = try? self.chains.chain(of: intermediate) else { return false }
            return chain.dropFirst().contains(authority)
        }
    }

    private func checkUnit(of member: Certificate, issuer: Certificate) throws(MembershipFault) {
        guard let nodeUnits = self.folder.nodeUnits, nodeUnits.isEnabled else { return }
        let roles = nodeUnits.roles(of: member.subjectName)
        guard let role = roles.first, roles.count == 1 else {
            let names = roles.map(\.rawValue).joined(separator: ", ")
            throw MembershipFault(
                .unit,
                "\(member) must be one of client, peer, admin and orderer; it is \(names.isEmpty ? "none" : names)"
            )
        }
        guard let wanted = nodeUnits.units[role]?.issuer, wanted != issuer else { return }
        throw MembershipFault(
            .unitIssuer,
            "\(member) is a \(role.rawValue) by word of \(issuer), not of \(wanted)"
        )
    }

    /// The units themselves, and that somebody administers.
    func checkUnits() throws(MembershipFault) {
        let nodeUnits = self.folder.nodeUnits
        if let nodeUnits, nodeUnits.isEnabled {
            let names = nodeUnits.units.values.map(\.name)
            guard !names.isEmpty, Set(names).count == names.count else {
                throw MembershipFault(.unitNames, "units are enabled, but there are none, or two of one name")
            }
            let authorities = self.folder.authorities + self.folder.intermediates
            for (role, unit) in nodeUnits.units {
                guard let issuer = unit.issuer, !authorities.contains(issuer) else { continue }
                throw MembershipFault(.unitIssuer, "\(role.configurationKey): \(issuer) is not in the folder")
            }
        }
        let hasUnit = nodeUnits?.isEnabled == true && nodeUnits?.units[.admin] != nil
        guard hasUnit || !self.folder.administrators.isEmpty else {
            throw MembershipFault(.administratorMissing, "no administrators' unit, and admincerts is empty")
        }
    }

    /// With units Fabric looks at the administrator's unit only, without them at everything.
    func checkAdministrator(_ administrator: Certificate) throws(MembershipFault) {
        guard let nodeUnits = self.folder.nodeUnits, nodeUnits.isEnabled else {
            return try self.checkMember(administrator)
        }
        let roles = nodeUnits.roles(of: administrator.subjectName)
        guard roles.contains(.client) || roles.contains(.admin) else {
            throw MembershipFault(.administratorUnit, "\(administrator) is neither client nor admin")
        }
    }
}
