/// What a certificate and a revocation list have in common: `SEQUENCE { toBeSigned, algorithm, signature }`.
///
/// It shares the bytes that it was read from: a list of a million entries is held once.
struct SignedObject: Sendable {
    private let bytes: [UInt8]
    private let place: Range<Int>
    /// The `AlgorithmIdentifier`, in DER.
    let algorithm: [UInt8]
    /// The BIT STRING's octets.
    let signature: [UInt8]

    /// Reads all of `der`.
    init(derRepresentation der: [UInt8]) throws(IdentityError) {
        var outer = DERReader(der)
        var content = try outer.read(DERTag.sequence)
        try outer.finish()
        self.bytes = der
        self.place = try content.readElement()
        self.algorithm = content.bytes(at: try content.readElement())
        let bits = try content.readBitString()
        guard bits.unusedBits == 0 else { throw content.error("a signature has whole octets") }
        self.signature = bits.octets
        try content.finish()
    }

    /// A copy of the bytes that the issuer signed.
    var toBeSigned: [UInt8] { Array(self.signedBytes) }

    /// The bytes that the issuer signed, where they stand.
    var signedBytes: ArraySlice<UInt8> { self.bytes[self.place] }

    /// Reads what the issuer signed; places are counted from the start of the whole object.
    var signedReader: DERReader { DERReader(self.bytes, self.place) }

    /// Reads the inner algorithm, which must be the same as the outer one (RFC 5280 sections 4.1.1.2, 5.1.1.2).
    func readInnerAlgorithm(_ content: inout DERReader) throws(IdentityError) {
        let inner = content.bytes(at: try content.readElement())
        guard inner == self.algorithm else {
            throw content.error("the inner and the outer signature algorithm differ", .invalidCertificate)
        }
    }
}
