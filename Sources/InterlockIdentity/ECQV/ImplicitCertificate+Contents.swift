internal import InterlockCrypto

extension ImplicitCertificate {
    /// What a certificate says, apart from the reconstruction point.
    struct Contents: Hashable, Sendable {
        let serialNumber: SerialNumber
        let issuerIdentifier: [UInt8]
        let notBefore: Timestamp
        let notAfter: Timestamp
        let attributes: AttributeSet

        enum Label: UInt64 { case serialNumber = 1, issuer, notBefore, seconds, usage, attributes, point }

        /// What the key is for, signing messages; there is no other use.
        static let signsMessages: CBOR = 1

        /// The map of seven; without a point, for what a nonce is hedged with, of six.
        func encoded(point: VerifyingKey? = nil) -> [UInt8] {
            let seconds = self.notAfter.secondsSinceEpoch - self.notBefore.secondsSinceEpoch
            var pairs: [(Label, CBOR)] = [
                (.serialNumber, .bytes(self.serialNumber.rawRepresentation)),
                (.issuer, .bytes(self.issuerIdentifier)),
                (.notBefore, .integer(self.notBefore.secondsSinceEpoch)), (.seconds, .integer(seconds)),
                (.usage, Self.signsMessages), (.attributes, CompactAttributes.encode(self.attributes)),
            ]
            if let point { pairs.append((.point, .bytes(point.compressedRepresentation))) }
            return CBOR.map(pairs.map { (.unsigned($0.0.rawValue), $0.1) }).encoded()
        }
    }
}
