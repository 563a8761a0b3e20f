import Interlock

/// A file of C2SP's Wycheproof: ECDSA verification (DER or P1363 signatures) or HKDF.
struct WycheproofFile: Decodable {
    private struct Group: Decodable {
        var type: String
        var sha: String?
        var publicKeyDer: Hex?
        var tests: [Test]
    }

    private struct Test: Decodable {
        var tcId: Int
        var comment: String
        var result: String
        var msg: Hex?
        var sig: Hex?
        var ikm: Hex?
        var salt: Hex?
        var info: Hex?
        var size: Int?
        var okm: Hex?
    }

    private var algorithm: String
    private var testGroups: [Group]

    func verdicts() throws -> [VectorVerdict] {
        try self.testGroups.flatMap { group in
            try group.tests.map { test in
                VectorVerdict(name: "\(test.tcId) (\(test.comment))", fault: try self.fault(test, in: group))
            }
        }
    }

    private func fault(_ test: Test, in group: Group) throws -> String? {
        switch group.type {
        case "EcdsaVerify", "EcdsaP1363Verify": return try Self.ecdsa(test, group)
        case "HkdfTest": return try self.hkdf(test)
        default: throw Failure(.usage, "Wycheproof's \(group.type) is not among those checked here")
        }
    }

    /// A valid signature with the higher s must be refused as it stands, and verify with the lower.
    private static func ecdsa(_ test: Test, _ group: Group) throws -> String? {
        guard let der = group.publicKeyDer, let message = test.msg, let signature = test.sig else {
            throw Failure(.usage, "an ECDSA case without key, message or signature")
        }
        let key = try VerifyingKey(derRepresentation: der.bytes)
        guard group.sha == key.level.hashFunction.rawValue else {
            throw Failure(.usage, "\(group.sha ?? "no hash") does not go with \(key.level.curveName) here")
        }
        let isDER = group.type == "EcdsaVerify"
        func read(normalizing: Bool) throws(CryptoError) -> ECDSASignature {
            switch (isDER, normalizing) {
            case (true, true): try ECDSASignature(normalizingDER: signature.bytes, level: key.level)
            case (true, false): try ECDSASignature(derRepresentation: signature.bytes, level: key.level)
            case (false, true): try ECDSASignature(normalizing: signature.bytes, level: key.level)
            case (false, false): try ECDSASignature(rawRepresentation: signature.bytes, level: key.level)
            }
        }
        let isValid =
            (try? read(normalizing: true)).map { key.isValidSignature($0, for: message.bytes) } ?? false
        guard isValid == (test.result == "valid") else {
            return "is \(test.result), but verified as \(isValid)"
        }
        do {
            let strict = try read(normalizing: false)
            return key.isValidSignature(strict, for: message.bytes) == isValid
                ? nil : "strict and lenient reading differ"
        } catch {
            return !isValid || error.code == .highS ? nil : "a valid signature was refused: \(error)"
        }
    }

    private func hkdf(_ test: Test) throws -> String? {
        guard let secret = test.ikm, let salt = test.salt, let info = test.info, let size = test.size,
            let hash = HashFunction.allCases.first(where: { "HKDF-\($0.rawValue)" == self.algorithm })
        else {
            throw Failure(.usage, "\(self.algorithm): not an HKDF case of a hash function that is known here")
        }
        do {
            let derived = try HKDF.derive(
                hash: hash,
                secret: SecretBytes(copying: secret.bytes),
                salt: salt.bytes,
                info: info.bytes,
                count: size
            )
            guard test.result == "valid" else { return "is invalid, but gave \(size) bytes" }
            return mismatch("the output", derived.publicCopy(), test.okm)
        } catch {
            return test.result == "invalid" ? nil : "was refused: \(error)"
        }
    }
}
