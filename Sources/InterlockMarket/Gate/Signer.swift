package import InterlockAccess
public import InterlockCrypto
public import InterlockIdentity

/// Who signed a message: a verified chain whose leaf, X.509 or implicit, carries attributes.
public struct Signer: Sendable {
    /// The chain, leaf first.
    public let chain: VerifiedChain
    /// The attributes that the leaf binds to its key.
    public let attributes: AttributeSet
    /// The key that the leaf certifies.
    public let key: VerifyingKey
    /// The principal of policy decisions, made once for all messages of this certificate.
    package let principal: Entity

    init(_ chain: VerifiedChain) throws(Refusal) {
        guard let attributes = chain.attributes else {
            throw Refusal(.unknownSigner, "the certificate of \(chain.leaf.subject) carries no attributes")
        }
        self.chain = chain
        self.attributes = attributes
        self.key = chain.verifyingKey
        self.principal = MarketPolicy.principal(attributes)
    }

    /// The last second at which every certificate of the chain is valid, whatever the revocation lists say.
    var end: Timestamp {
        self.chain.certificates.reduce(self.chain.leaf.validity.upperBound) { min($0, $1.notAfter) }
    }
}
