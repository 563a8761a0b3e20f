internal import InterlockCrypto

/// The path is valid for the policies that are asked for (RFC 5280 sections 6.1.2 to 6.1.5, RFC 9618).
///
/// OpenSSL checks the same, and lets pass: a mapping of a policy that stood for an inhibited anyPolicy, one that keeps its
/// old name below, and one of anyPolicy in a certificate that names no policies.
struct PolicyRule: PathRule {
    let policy: PathPolicy

    func check(_ path: CertificatePath, at time: Timestamp) throws(IdentityError) -> ClosedRange<Timestamp> {
        let certificates = path.certificates.dropLast()
        guard !certificates.isEmpty else { return .always }
        var state = PolicyState(self.policy, count: certificates.count)
        for certificate in certificates.reversed() {
            do throws(IdentityError) {
                try state.take(PolicyExtensions(of: certificate), isSelfIssued: certificate.isSelfIssued)
            } catch {
                throw IdentityError(error.code, "\(certificate): \(error.reason)")
            }
        }
        do throws(IdentityError) {
            try state.finish(Set(self.policy.acceptablePolicies.map(\.identifier)))
        } catch {
            throw IdentityError(error.code, "\(path.leaf): \(error.reason)")
        }
        return .always
    }
}
