internal import InterlockCrypto

/// A message taken apart once, before anything of it is verified.
struct ReceivedMessage: Sendable {
    /// The COSE_Sign1, as it came.
    let bytes: [UInt8]
    /// Its parts.
    let envelope: COSESign1

    /// Takes a message apart.
    ///
    /// - Throws: ``Refusal`` with code `malformed`, or `badSignature` for the higher of the two values of s.
    init(_ bytes: [UInt8], limits: CBORLimits) throws(Refusal) {
        self.bytes = bytes
        do {
            self.envelope = try COSESign1(decoding: bytes, limits: limits)
        } catch {
            throw Refusal(error.code == .highS ? .badSignature : .malformed, error.reason)
        }
    }
}
