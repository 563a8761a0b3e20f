import InterlockCrypto
import InterlockIdentity
import InterlockMarket
import MarketTestSupport

/// Signs what ``Order`` would not, and changes what is signed.
enum MessageForge {
    /// A COSE_Sign1 with any payload, content type and label, signed correctly.
    static func sign(
        _ payload: [UInt8],
        by person: MarketPerson,
        contentType: String = MessageKind.demand.contentType,
        externalAAD: [UInt8] = MessageKind.demand.externalAAD,
        certificates: COSECertificates? = nil
    ) throws -> [UInt8] {
        try COSESign1.sign(
            payload,
            contentType: contentType,
            certificates: certificates ?? .thumbprint(person.certificate.thumbprint),
            externalAAD: externalAAD,
            with: person.key
        ).encoded()
    }

    /// The four parts of a COSE_Sign1, changed.
    static func edit(_ message: [UInt8], _ change: (inout [CBOR]) -> Void) throws -> [UInt8] {
        guard case .tagged(let tag, .array(var parts)) = try CBOR(decoding: message) else { return [] }
        change(&parts)
        return CBOR.tagged(tag, .array(parts)).encoded()
    }

    /// The payload's pairs, changed, and the whole signed anew.
    static func payload(_ demand: Demand, _ change: (inout [(CBOR, CBOR)]) -> Void) throws -> [UInt8] {
        var pairs = try CBOR(decoding: demand.payload).mapValue?.entries.map { ($0.key, $0.value) } ?? []
        change(&pairs)
        return CBOR.map(pairs).encoded()
    }

    /// The other signature that ECDSA takes for the same message: s becomes n - s (FIPS 186-5, P-256's n).
    static func highS(_ signature: [UInt8]) throws -> [UInt8] {
        let order = [UInt8](hex: "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551") ?? []
        var difference = [UInt8](repeating: 0, count: 32)
        var borrow = 0
        for index in (0..<32).reversed() {
            let digit = Int(order[index]) - Int(signature[32 + index]) - borrow
            borrow = digit < 0 ? 1 : 0
            difference[index] = UInt8(digit + borrow * 256)
        }
        return signature[..<32] + difference
    }
}
