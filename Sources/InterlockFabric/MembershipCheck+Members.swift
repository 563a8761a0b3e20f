internal import InterlockCrypto
internal import InterlockIdentity

extension MembershipCheck {
    /// Finds the faults that stop a node that signs, or make others refuse its messages.
    func signerDefects(_ signer: Certificate) -> [MembershipDefect] {
        var defects: [MembershipDefect] = []
        if signer.notAfter < self.time {
            let reason = "\(signer) ended at \(signer.notAfter)"
            defects.append(.init(rule: .expired, effect: .refused, reason: reason))
        } else if signer.notBefore > self.time {
            let reason = "\(signer) begins at \(signer.notBefore), for which Fabric does not wait"
            defects.append(.init(rule: .expired, effect: .noted, reason: reason))
        }
        if signer.pointForGo == nil {
            let reason = "\(signer) has no key for ECDSA"
            defects.append(.init(rule: .keyKind, effect: .signerInvalid, reason: reason))
        }
        // A certificate that ECDSA signed is rewritten by its parent at set-up, so that its chain counts there.
        return defects
            + self.memberDefects(
                signer,
                chainless: signer.isSignedByECDSA ? .refused : .signerInvalid,
                effect: .signerInvalid
            )
    }

    /// Checks a member as every node does (msp/mspimplvalidate.go, validateIdentity).
    ///
    /// - Parameters:
    ///   - member: The certificate.
    ///   - chainless: The effect where there is no chain, or several.
    ///   - effect: The effect of everything else.
    /// - Returns: Everything that is wrong with it.
    private func memberDefects(
        _ member: Certificate,
        chainless: MembershipDefect.Effect,
        effect: MembershipDefect.Effect
    ) -> [MembershipDefect] {
        if member.isAuthority {
            return [
                .init(
                    rule: .authorityAsMember,
                    effect: effect,
                    reason: "\(member) is an authority, and no member"
                )
            ]
        }
        let chain: [Certificate]
        do throws(MembershipFault) {
            chain = try self.chain(of: member)
            guard chain.count > 1 else { throw MembershipFault(.noChain, "\(member) is its own anchor") }
        } catch {
            return [error.defect(chainless)]
        }
        var defects = member.hasHighS(by: chain[1]) ? [Self.rewritten(member)] : []
        for check in [self.checkIssuer, self.checkRequiredUnits, self.checkRole] {
            do throws(MembershipFault) {
                try check(member, chain)
            } catch {
                defects.append(error.defect(effect))
            }
        }
        return defects
    }

    private func checkIssuer(_ member: Certificate, _ chain: [Certificate]) throws(MembershipFault) {
        guard !self.hasAuthoritiesBelow(chain[1]) else {
            throw MembershipFault(
                .issuerNotLast,
                "\(member) is issued by \(chain[1]), which has authorities below it"
            )
        }
        try self.checkNotRevoked(chain)
    }

    /// Tells whether an intermediate's chain goes through `authority` (msp/mspimplsetup.go, finalizeSetupCAs).
    func hasAuthoritiesBelow(_ authority: Certificate) -> Bool {
        self.folder.intermediates.contains { intermediate in
            guard let chain = try? self.chain(of: intermediate) else { return false }
            return chain.dropFirst().contains(authority)
        }
    }

    /// One of the units that every member must have, by word of its authority (validateIdentityOUsV1).
    private func checkRequiredUnits(_ member: Certificate, _ chain: [Certificate]) throws(MembershipFault) {
        let units = self.folder.requiredUnits
        guard !units.isEmpty else { return }
        let names = member.subjectName.organizationalUnits
        guard units.contains(where: { $0.issuer == chain[1] && names.contains(where: $0.isNamed) }) else {
            let wanted = units.map { "\"\($0.name)\"" }.joined(separator: ", ")
            throw MembershipFault(
                .unit,
                "\(member) has none of the units \(wanted) by word of the authority named for it"
            )
        }
    }

    private func checkRole(_ member: Certificate, _ chain: [Certificate]) throws(MembershipFault) {
        guard let nodeUnits = self.folder.nodeUnits, nodeUnits.isEnforced else { return }
        let roles = nodeUnits.roles(of: member.subjectName)
        guard let role = roles.first, roles.count == 1 else {
            let names = roles.map(\.rawValue).joined(separator: ", ")
            throw MembershipFault(
                .unit,
                "\(member) must be one of client, peer, admin and orderer; it is \(names.isEmpty ? "none" : names)"
            )
        }
        guard let wanted = nodeUnits.units[role]?.issuer, wanted != chain[1] else { return }
        throw MembershipFault(
            .unitIssuer,
            "\(member) is a \(role.rawValue) by word of \(chain[1]), not of \(wanted)"
        )
    }

    /// Without enforced units an administrator is a member in every respect; with them it needs the unit of clients or
    /// of administrators, and its units are those of a member with a chain (msp/identities.go, GetOrganizationalUnits).
    func administratorDefects(_ administrator: Certificate) -> [MembershipDefect] {
        guard let nodeUnits = self.folder.nodeUnits, nodeUnits.isEnforced else {
            return self.memberDefects(administrator, chainless: .refused, effect: .refused)
        }
        if administrator.isAuthority {
            let reason = "\(administrator) is an authority, and no administrator"
            return [.init(rule: .authorityAsMember, effect: .refused, reason: reason)]
        }
        let subject = administrator.subjectName
        var defects: [MembershipDefect] = []
        do throws(MembershipFault) {
            let chain = try self.chain(of: administrator)
            guard chain.count > 1 else {
                throw MembershipFault(.noChain, "\(administrator) is its own anchor")
            }
            guard !self.hasAuthoritiesBelow(chain[1]) else {
                throw MembershipFault(
                    .issuerNotLast,
                    "\(administrator) is issued by \(chain[1]), which has authorities below it"
                )
            }
            if administrator.hasHighS(by: chain[1]) { defects.append(Self.rewritten(administrator)) }
        } catch {
            defects.append(error.defect(.refused))
        }
        if !nodeUnits.has(.client, subject), !nodeUnits.has(.admin, subject) {
            let reason = "\(administrator) is neither client nor admin"
            defects.append(.init(rule: .administratorUnit, effect: .refused, reason: reason))
        }
        return defects
    }
}
