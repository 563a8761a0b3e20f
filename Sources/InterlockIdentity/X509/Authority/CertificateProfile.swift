/// What kind of certificate an authority issues: which uses of the key, and whether it is an authority itself.
public struct CertificateProfile: Hashable, Sendable {
    let keyUsage: KeyUsage
    let isAuthority: Bool
    let pathLength: Int?

    /// Signs messages: for every participant, peer and orderer.
    public static let participant = CertificateProfile(
        keyUsage: .digitalSignature,
        isAuthority: false,
        pathLength: nil
    )

    /// Receives an encrypted delivery by ECDH; signs nothing.
    public static let transport = CertificateProfile(
        keyUsage: .keyAgreement,
        isAuthority: false,
        pathLength: nil
    )

    /// Signs certificates and revocation lists.
    ///
    /// - Parameter pathLength: How many further authorities may stand between it and a participant; nil for no limit.
    /// - Returns: The profile.
    public static func authority(pathLength: Int?) -> CertificateProfile {
        CertificateProfile(keyUsage: [.keyCertSign, .crlSign], isAuthority: true, pathLength: pathLength)
    }
}
