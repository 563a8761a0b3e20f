/// What a key may be used for beyond signing itself (RFC 5280 section 4.2.1.12).
public struct KeyPurpose: Hashable, Sendable {
    let identifier: ObjectIdentifier

    /// A TLS server's key.
    public static let serverAuthentication = KeyPurpose(identifier: .serverAuthentication)
    /// A TLS client's key.
    public static let clientAuthentication = KeyPurpose(identifier: .clientAuthentication)
    /// A key that signs OCSP responses (RFC 6960 section 4.2.2.2).
    public static let ocspSigning = KeyPurpose(identifier: .ocspSigning)

    init(identifier: ObjectIdentifier) { self.identifier = identifier }

    /// Reads an object identifier such as `1.3.6.1.5.5.7.3.4`.
    ///
    /// - Returns: nil unless the text is an object identifier.
    public init?(_ dotted: String) {
        guard let identifier = ObjectIdentifier(dotted: dotted) else { return nil }
        self.identifier = identifier
    }
}
