internal import InterlockCrypto

/// The leaf's key is fit for the purposes asked for, and so is every authority that limits its own
/// (RFC 5280 section 4.2.1.12; that authorities' limits hold for what is below them is common practice).
struct PurposeRule: CertificateRule {
    let purposes: Set<KeyPurpose>

    func check(
        _ certificate: Certificate,
        above path: CertificatePath?,
        at time: Timestamp
    ) throws(IdentityError) {
        guard let usage = try certificate.extendedKeyUsage() else { return }
        guard !usage.contains(.anyExtendedKeyUsage) else { return }
        for purpose in self.purposes where !usage.contains(purpose.identifier) {
            throw IdentityError(.keyUsage, "the key of \(certificate) is not for \(purpose.identifier)")
        }
    }
}
