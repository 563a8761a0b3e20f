internal import InterlockIdentity

extension MembershipCheck {
    /// The units themselves, and that somebody administers.
    func unitDefects() -> [MembershipDefect] {
        var defects = self.folder.requiredUnits.compactMap { unit in
            self.issuerDefect(unit, of: "OrganizationalUnitIdentifiers, \"\(unit.name)\"")
        }
        let nodeUnits = self.folder.nodeUnits
        if let nodeUnits, nodeUnits.isEnabled { defects += self.defects(of: nodeUnits) }
        let hasUnit = nodeUnits.map { $0.isEnforced && $0.units[.admin] != nil } ?? false
        if !hasUnit, self.folder.administrators.isEmpty {
            let reason = "no administrators' unit, and admincerts holds no certificate"
            defects.append(.init(rule: .administratorMissing, effect: .refused, reason: reason))
        }
        return defects
    }

    private func defects(of nodeUnits: NodeUnits) -> [MembershipDefect] {
        if nodeUnits.units.isEmpty {
            let reason = "units are enabled, but there are none, so Fabric enforces none"
            return [.init(rule: .unitNames, effect: .noted, reason: reason)]
        }
        var defects = NodeRole.inOrder.compactMap { role in
            nodeUnits.units[role].flatMap { self.issuerDefect($0, of: role.configurationKey) }
        }
        let names = nodeUnits.units.values.map { Array($0.name.utf8) }
        if Set(names).count < names.count {
            let reason = "two roles share a name, so Fabric takes a member for the last of them only"
            defects.append(.init(rule: .unitNames, effect: .noted, reason: reason))
        }
        return defects
    }

    /// A unit's authority is one of the folder's and, where it is an intermediate, has none below it
    /// (getCertifiersIdentifier).
    private func issuerDefect(_ unit: NodeUnits.Unit, of key: String) -> MembershipDefect? {
        guard let issuer = unit.issuer, !self.folder.authorities.contains(issuer) else { return nil }
        func defect(_ reason: String) -> MembershipDefect {
            .init(rule: .unitIssuer, effect: .refused, reason: "\(key): \(reason)")
        }
        guard self.folder.intermediates.contains(issuer) else {
            return defect("\(issuer) is no authority of the folder")
        }
        return self.hasAuthoritiesBelow(issuer) ? defect("\(issuer) has authorities below it") : nil
    }
}
