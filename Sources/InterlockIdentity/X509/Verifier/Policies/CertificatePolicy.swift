/// The name of a certificate policy (RFC 5280 section 4.2.1.4): an object identifier.
public struct CertificatePolicy: Hashable, Sendable {
    let identifier: ObjectIdentifier

    /// Every policy (RFC 5280 section 4.2.1.4).
    static let any = CertificatePolicy(identifier: ObjectIdentifier(2, 5, 29, 32, 0))

    private init(identifier: ObjectIdentifier) { self.identifier = identifier }

    /// Reads an object identifier such as `2.16.840.1.101.3.2.1.48.1`.
    ///
    /// - Returns: nil unless the text is an object identifier.
    public init?(_ dotted: String) {
        guard let identifier = ObjectIdentifier(dotted: dotted) else { return nil }
        self.identifier = identifier
    }
}
