internal import InterlockCrypto

extension ImplicitCertificate {
    /// What a certificate says, apart from the reconstruction point.
    struct Contents: Hashable, Sendable {
        let serialNumber: SerialNumber
        let issuerIdentifier: [UInt8]
        let notBefore: Timestamp
        let notAfter: Timestamp
        let attributes: AttributeSet

        /// The fields by their places in the array.
        enum Place: Int { case serialNumber, issuer, notBefore, seconds, usage, attributes, point }

        /// What the key is for, signing messages; there is no other use.
        static let signsMessages: CBOR = 1

        /// The array of seven; without a point, for what a nonce is hedged with, of six.
        func encoded(point: VerifyingKey? = nil) -> [UInt8] {
            let seconds = self.notAfter.seconds(since: self.notBefore)
            let fields: [CBOR] = [
                .bytes(self.serialNumber.rawRepresentation), .bytes(self.issuerIdentifier),
                .integer(self.notBefore.secondsSinceEpoch), .integer(seconds), Self.signsMessages,
                CompactAttributes.encode(self.attributes),
            ]
            return CBOR.array(fields + (point.map { [.bytes($0.compressedRepresentation)] } ?? [])).encoded()
        }
    }
}
