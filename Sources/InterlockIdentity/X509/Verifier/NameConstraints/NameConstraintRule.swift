internal import InterlockCrypto

/// Every name of a path is within what the authorities above it may name (RFC 5280 sections 4.2.1.10, 6.1.3 (b), (c)).
///
/// OpenSSL checks the same; it lets a wildcard pass that stands for a name that is excluded, and this does not.
struct NameConstraintRule: PathRule {
    let comparisonLimit: Int

    func check(_ path: CertificatePath, at time: Timestamp) throws(IdentityError) -> ClosedRange<Timestamp> {
        var remaining = self.comparisonLimit
        for (depth, authority) in path.certificates.enumerated().dropFirst() {
            guard let constraints = try authority.nameConstraints() else { continue }
            try Self.validate(constraints, of: authority)
            for (place, certificate) in path.certificates.prefix(depth).enumerated() {
                // A self-issued certificate is exempt unless it is the last, for key rollover.
                if place > 0, certificate.isSelfIssued { continue }
                try constraints.check(
                    certificate.constrainedNames(),
                    of: "\(certificate)",
                    under: authority,
                    remaining: &remaining
                )
            }
        }
        return .always
    }

    /// Says that names which no certificate of the path holds are within what each of `authorities` may name.
    func check(
        _ names: [GeneralName],
        of leaf: String,
        below authorities: [Certificate]
    ) throws(IdentityError) {
        var remaining = self.comparisonLimit
        for authority in authorities {
            guard let constraints = try authority.nameConstraints() else { continue }
            try constraints.check(names, of: leaf, under: authority, remaining: &remaining)
        }
    }

    /// Says that each constraint can be understood, whether or not there is a name that it speaks of.
    private static func validate(
        _ constraints: NameConstraints,
        of authority: Certificate
    ) throws(IdentityError) {
        for subtree in constraints.permitted + constraints.excluded {
            do throws(IdentityError) {
                try subtree.validateSubtree()
            } catch {
                throw IdentityError(.invalidCertificate, "a name constraint of \(authority): \(error.reason)")
            }
        }
    }
}

extension NameConstraints {
    /// Says that every name is permitted and none excluded.
    fileprivate func check(
        _ names: [GeneralName],
        of certificate: @autoclosure () -> String,
        under authority: Certificate,
        remaining: inout Int
    ) throws(IdentityError) {
        for name in names {
            do throws(IdentityError) {
                try self.check(name, remaining: &remaining)
            } catch {
                throw IdentityError(
                    error.code,
                    "\(certificate()), below \(authority): \(error.reason)"
                )
            }
        }
    }

    private func check(_ name: GeneralName, remaining: inout Int) throws(IdentityError) {
        let form = name.form
        let permitted = self.permitted.filter { $0.form == form }
        let excluded = self.excluded.filter { $0.form == form }
        remaining -= self.permitted.count + self.excluded.count
        guard remaining >= 0 else {
            throw IdentityError(.limitExceeded, "too many names and constraints to compare")
        }
        for subtree in excluded where try name.mayBeWithin(subtree) {
            throw IdentityError(.nameConstraint, "\(name) is excluded")
        }
        guard !permitted.isEmpty else { return }
        for subtree in permitted where try name.isWithin(subtree) { return }
        throw IdentityError(.nameConstraint, "\(name) is not within what is permitted")
    }
}

extension GeneralName {
    /// Says that this, as a subtree, is well formed.
    fileprivate func validateSubtree() throws(IdentityError) {
        switch self {
        case .dnsName(let text): _ = try HostName(subtree: text)
        case .rfc822Name(let text): _ = try MailboxSubtree(text)
        case .ipAddress(let octets): _ = try AddressRange(subtree: octets)
        case .uniformResourceIdentifier(let text):
            _ = try HostName(text.hasPrefix(".") ? String(text.dropFirst()) : text)
        case .otherName, .opaque, .directoryName, .registeredID: break
        }
    }
}
