/// What a certificate and a revocation list have in common: `SEQUENCE { toBeSigned, algorithm, signature }`.
struct SignedObject: Sendable {
    /// The bytes that the issuer signed.
    let toBeSigned: [UInt8]
    /// The `AlgorithmIdentifier`, in DER.
    let algorithm: [UInt8]
    /// The BIT STRING's octets.
    let signature: [UInt8]

    /// Reads all of `der`.
    init(derRepresentation der: [UInt8]) throws(IdentityError) {
        var outer = DERReader(der)
        var content = try outer.read(DERTag.sequence)
        try outer.finish()
        self.toBeSigned = content.bytes(at: try content.readElement())
        self.algorithm = content.bytes(at: try content.readElement())
        let bits = try content.readBitString()
        guard bits.unusedBits == 0 else { throw content.error("a signature has whole octets") }
        self.signature = bits.octets
        try content.finish()
    }

    /// Reads the inner algorithm, which must be the same as the outer one (RFC 5280 sections 4.1.1.2, 5.1.1.2).
    func readInnerAlgorithm(_ content: inout DERReader) throws(IdentityError) {
        let inner = content.bytes(at: try content.readElement())
        guard inner == self.algorithm else {
            throw content.error("the inner and the outer signature algorithm differ", .invalidCertificate)
        }
    }
}
