internal import InterlockCrypto

/// The leaf is a participant's: no authority, and its ECDSA key signs messages.
struct ParticipantRule: PathRule {
    func check(_ path: CertificatePath, at time: Timestamp) throws(IdentityError) -> ClosedRange<Timestamp> {
        guard !path.leaf.isAuthority else {
            throw IdentityError(.invalidCertificate, "\(path.leaf) is an authority, not a participant")
        }
        guard path.leaf.verifyingKey != nil else {
            throw IdentityError(
                .invalidCertificate,
                "the key of \(path.leaf) is not on P-256, P-384 or P-521"
            )
        }
        guard path.leaf.keyUsage?.contains(.digitalSignature) ?? true else {
            throw IdentityError(.keyUsage, "the key of \(path.leaf) may not sign messages")
        }
        return .always
    }
}
