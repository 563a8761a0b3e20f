package import InterlockCrypto
package import InterlockIdentity

/// Someone with attributes, a key and a certificate.
package struct MarketPerson: Sendable {
    package let attributes: AttributeSet
    package let key: SigningKey
    package let certificate: Certificate

    package init(attributes: AttributeSet, key: SigningKey, certificate: Certificate) {
        self.attributes = attributes
        self.key = key
        self.certificate = certificate
    }

    package var identity: ParticipantID { self.attributes.identity }
}
