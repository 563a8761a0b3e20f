/// What kind of certificate an authority issues: which uses of the key, for how long at most, and whether it is an
/// authority itself.
public struct CertificateProfile: Hashable, Sendable {
    let keyUsage: KeyUsage
    /// What the key is for beyond that; none for no limit.
    var purposes: [KeyPurpose] = []
    /// The organisational unit by which Hyperledger Fabric tells nodes and clients apart (`NodeOUs`).
    var role: String?
    /// Whether relying parties need not look up its revocation: it does not live long enough.
    var isShortLived = false
    /// Whether a verifier that does not know its purposes must refuse it.
    var isLimitedToPurposes = false
    /// Whether OCSP responses of its key are trusted without asking whether it is revoked (RFC 6960 section 4.2.2.2.1).
    var isExemptFromCheck = false
    var isAuthority = false
    var pathLength: Int?
    /// For how many seconds it is valid at most.
    public let maximumLifetime: Int64

    private init(keyUsage: KeyUsage, days: Int64) {
        self.keyUsage = keyUsage
        self.maximumLifetime = days * 86_400
    }

    /// Signs messages: for every participant.
    ///
    /// At most 5 years, as long as its authority vouches for attributes unseen.
    public static let participant = CertificateProfile(keyUsage: .digitalSignature, days: 1_827)

    /// A participant that Fabric knows as a client: an application or a person at the gateway.
    public static let client = Self.node("client")

    /// Endorses and validates.
    ///
    /// At most 5 years.
    public static let peer = Self.node("peer")

    /// Orders transactions.
    ///
    /// At most 5 years.
    public static let orderer = Self.node("orderer")

    /// Administers an organisation's nodes.
    ///
    /// At most 5 years.
    public static let administrator = Self.node("admin")

    /// Stands between participants and the network, for whom it is a client with a server's key.
    ///
    /// At most 5 years.
    public static let gateway: CertificateProfile = {
        var profile = Self.node("client")
        profile.purposes = [.serverAuthentication, .clientAuthentication]
        return profile
    }()

    /// The units by which Fabric tells members apart.
    static let roles: Set<String> = ["client", "peer", "orderer", "admin"]

    private static func node(_ role: String) -> CertificateProfile {
        var profile = CertificateProfile(keyUsage: .digitalSignature, days: 1_827)
        profile.role = role
        return profile
    }

    /// Signs messages for at most 7 days, and needs no revocation list (noRevAvail, RFC 9608).
    public static let shortLived: CertificateProfile = {
        var profile = CertificateProfile(keyUsage: .digitalSignature, days: 7)
        profile.isShortLived = true
        return profile
    }()

    /// Signs OCSP responses in its authority's name.
    ///
    /// At most 90 days, since nobody asks whether it is revoked.
    public static let ocspSigner: CertificateProfile = {
        var profile = CertificateProfile(keyUsage: .digitalSignature, days: 90)
        profile.purposes = [.ocspSigning]
        profile.isExemptFromCheck = true
        return profile
    }()

    /// A TLS server.
    ///
    /// At most 398 days, as the CA/Browser Forum has it.
    public static let tlsServer: CertificateProfile = {
        var profile = CertificateProfile(keyUsage: .digitalSignature, days: 398)
        profile.purposes = [.serverAuthentication]
        return profile
    }()

    /// A TLS client.
    ///
    /// At most 398 days.
    public static let tlsClient: CertificateProfile = {
        var profile = CertificateProfile(keyUsage: .digitalSignature, days: 398)
        profile.purposes = [.clientAuthentication]
        return profile
    }()

    /// Both ends of TLS, for a node that serves and dials with one certificate, as Fabric's orderers do.
    ///
    /// At most 398 days.
    public static let tlsNode: CertificateProfile = {
        var profile = CertificateProfile(keyUsage: .digitalSignature, days: 398)
        profile.purposes = [.serverAuthentication, .clientAuthentication]
        return profile
    }()

    /// Receives an encrypted delivery by ECDH; signs nothing.
    ///
    /// At most 5 years.
    public static let transport = CertificateProfile(keyUsage: .keyAgreement, days: 1_827)

    /// Issues implicit certificates (ECQV), and signs nothing: its key usage is keyAgreement alone, its purpose critical.
    ///
    /// At most 5 years.
    public static let implicitIssuer: CertificateProfile = {
        var profile = CertificateProfile(keyUsage: .keyAgreement, days: 1_827)
        profile.purposes = [KeyPurpose(identifier: .implicitCertificateIssuing)]
        profile.isLimitedToPurposes = true
        return profile
    }()

    /// Signs certificates and revocation lists.
    ///
    /// At most 40 years.
    ///
    /// - Parameter pathLength: How many further authorities may stand between it and a participant; nil for no limit.
    /// - Returns: The profile.
    public static func authority(pathLength: Int?) -> CertificateProfile {
        var profile = CertificateProfile(keyUsage: [.keyCertSign, .crlSign], days: 14_610)
        profile.isAuthority = true
        profile.pathLength = pathLength
        return profile
    }
}
