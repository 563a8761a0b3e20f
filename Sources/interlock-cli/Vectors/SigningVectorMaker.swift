import Interlock

/// Makes the cases of `signing.json`.
enum SigningVectorMaker {
    static func make() throws -> VectorFileMaker<SigningVector.Fields> {
        VectorFileMaker(
            kind: "signing",
            description:
                "ECDSA signatures r‖s with the nonce of RFC 6979 and the lower s; `der` is the same as ECDSA-Sig-Value.",
            cases: try SecurityLevel.allCases.flatMap(Self.cases)
        )
    }

    private static func cases(_ level: SecurityLevel) throws -> [MadeCase<SigningVector.Fields>] {
        let scalar = (1...level.scalarByteCount).map { UInt8($0 == 1 ? 0 : $0) }
        let key = try SigningKey(rawRepresentation: SecretBytes(copying: scalar), level: level)
        let message = Array("a demand of 250 Wh".utf8)
        let signature = try key.sign(message, nonce: .rfc6979)
        let raw = signature.rawRepresentation
        let size = level.scalarByteCount
        let zero = [UInt8](repeating: 0, count: size)
        func fields(_ name: String, _ signature: [UInt8]) -> SigningVector.Fields {
            .init(
                name: "\(level.curveName): \(name)",
                level: level,
                publicKey: Hex(key.verifyingKey.x963Representation),
                message: Hex(message),
                signature: Hex(signature)
            )
        }
        func refused(_ name: String, _ signature: [UInt8], _ error: String) -> MadeCase<SigningVector.Fields>
        {
            MadeCase(fields(name, signature), error: error)
        }
        var good = fields("as RFC 6979 has it", raw)
        good.privateKey = Hex(scalar)
        good.der = Hex(signature.derRepresentation)
        var empty = good
        empty.name = "\(level.curveName): an empty message"
        empty.message = Hex([])
        let other = try key.sign([], nonce: .rfc6979)
        empty.signature = Hex(other.rawRepresentation)
        empty.der = Hex(other.derRepresentation)
        var tampered = fields("another message", raw)
        tampered.message = Hex(message + [0])
        var offCurve = fields("a point off the curve", raw)
        offCurve.publicKey = Hex(key.verifyingKey.x963Representation.dropLast() + [raw[0] ^ 0x55])
        return [
            MadeCase(good), MadeCase(empty), MadeCase(tampered, error: "invalidSignature"),
            MadeCase(offCurve, error: "invalidKey"),
            refused(
                "a bit of r changed",
                raw[..<(size - 1)] + [raw[size - 1] ^ 1] + raw[size...],
                "invalidSignature"
            ),
            refused("the higher s", signature.withHigherS, "highS"),
            refused("r is zero", zero + raw[size...], "invalidSignature"),
            refused("s is zero", raw[..<size] + zero, "invalidSignature"),
            refused(
                "r is all ones",
                [UInt8](repeating: 0xff, count: size) + raw[size...],
                "invalidSignature"
            ),
            refused("a byte too few", Array(raw.dropLast()), "invalidSignature"),
            refused("a byte too many", raw + [0], "invalidSignature"),
        ]
    }
}
