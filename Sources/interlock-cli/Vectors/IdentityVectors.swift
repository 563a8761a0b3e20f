import FoundationEssentials
import Interlock

/// A case of `attributes.json`: forms of an attribute set that agree, or one that is refused.
struct AttributeVector: VectorCase {
    let name: String
    let expected: ExpectedResult
    private let json: Result<AttributeSet, IdentityError>?
    private let encoding: Hex?
    private let text: String?

    private enum CodingKeys: String, CodingKey { case name, json, encoding, `extension` }

    init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        self.name = try fields.decode(String.self, forKey: .name)
        self.expected = try ExpectedResult(from: decoder)
        self.encoding = try fields.decodeIfPresent(Hex.self, forKey: .encoding)
        self.text = try fields.decodeIfPresent(String.self, forKey: .extension)
        do {
            self.json = try fields.decodeIfPresent(AttributeSet.self, forKey: .json).map { .success($0) }
        } catch let error as IdentityError {
            self.json = .failure(error)
        }
    }

    func run() throws -> String? {
        var sets: [AttributeSet] = []
        if let json { sets.append(try json.get()) }
        if let encoding { sets.append(try AttributeSet(canonicalEncoding: encoding.bytes)) }
        if let text { sets.append(try FabricAttributes.decode(Array(text.utf8), schema: .standard)) }
        for set in sets {
            if let fault = mismatch("the encoding", set.canonicalEncoding, self.encoding) { return fault }
            if let text, FabricAttributes.encode(set) != Array(text.utf8) {
                return "the extension is another"
            }
        }
        return sets.isEmpty ? "the case has no form" : nil
    }
}

/// A case of `setup.json`: what derives from a master seed, and sealed master keys.
struct SetupVector: VectorCase {
    let name: String
    let expected: ExpectedResult
    private let fields: Fields

    private struct Fields: Decodable {
        var name: String
        var level: SecurityLevel?
        var seed: Hex?
        var authorityPrivateKey: Hex?
        var authorityPublicKey: Hex?
        var keyGenKey: Hex?
        var sealed: Hex?
        var passphrase: String?
    }

    init(from decoder: any Decoder) throws {
        self.fields = try Fields(from: decoder)
        self.name = self.fields.name
        self.expected = try ExpectedResult(from: decoder)
    }

    func run() throws -> String? {
        let masterKey = try self.masterKey()
        if let level = self.fields.level, masterKey.level != level {
            return "the level is \(masterKey.level)"
        }
        let key = try masterKey.authorityKey()
        return try mismatch(
            "the authority's key",
            key.rawRepresentation().publicCopy(),
            self.fields.authorityPrivateKey
        )
            ?? mismatch(
                "the authority's point",
                key.verifyingKey.x963Representation,
                self.fields.authorityPublicKey
            )
            ?? mismatch("the KeyGen key", masterKey.keyGenerationKey().publicCopy(), self.fields.keyGenKey)
            ?? mismatch("the seed", masterKey.seed.publicCopy(), self.fields.seed)
    }

    private func masterKey() throws -> MasterKey {
        if let sealed = self.fields.sealed {
            let passphrase = SecretBytes(copying: Array((self.fields.passphrase ?? "").utf8))
            return try MasterKey(sealed: sealed.bytes, passphrase: passphrase)
        }
        guard let seed = self.fields.seed, let level = self.fields.level else {
            throw Failure(.usage, "\(self.name): neither a seed with its level nor a sealed master key")
        }
        return try MasterKey(seed: SecretBytes(copying: seed.bytes), level: level)
    }
}

/// A case of `keygen.json`: KeyGen(MPK, AS) -> PKr.
struct KeyGenVector: VectorCase {
    let name: String
    let expected: ExpectedResult
    private let fields: Fields

    private struct Fields: Decodable {
        var name: String
        var level: SecurityLevel
        var seed: Hex
        var attributes: Hex
        var generation: UInt32
        var privateKey: Hex?
        var publicKey: Hex?
    }

    init(from decoder: any Decoder) throws {
        self.fields = try Fields(from: decoder)
        self.name = self.fields.name
        self.expected = try ExpectedResult(from: decoder)
    }

    func run() throws -> String? {
        let masterKey = try MasterKey(
            seed: SecretBytes(copying: self.fields.seed.bytes),
            level: self.fields.level
        )
        let attributes = try AttributeSet(canonicalEncoding: self.fields.attributes.bytes)
        let key = try masterKey.generateKey(for: attributes, generation: self.fields.generation)
        return try mismatch("the private key", key.rawRepresentation().publicCopy(), self.fields.privateKey)
            ?? mismatch("the public key", key.verifyingKey.x963Representation, self.fields.publicKey)
    }
}

/// A case of `signing.json`: an ECDSA signature, by RFC 6979 where the private key is there.
struct SigningVector: VectorCase {
    let name: String
    let expected: ExpectedResult
    private let fields: Fields

    struct Fields: Codable {
        var name: String
        var level: SecurityLevel
        var privateKey: Hex?
        var publicKey: Hex
        var message: Hex
        var signature: Hex
        var der: Hex?
    }

    init(from decoder: any Decoder) throws {
        self.fields = try Fields(from: decoder)
        self.name = self.fields.name
        self.expected = try ExpectedResult(from: decoder)
    }

    func run() throws -> String? {
        let (fields, level) = (self.fields, self.fields.level)
        let key = try VerifyingKey(x963Representation: fields.publicKey.bytes, level: level)
        let signature = try ECDSASignature(rawRepresentation: fields.signature.bytes, level: level)
        guard key.isValidSignature(signature, for: fields.message.bytes) else {
            throw CryptoError(.invalidSignature, "the signature is not this key's over this message")
        }
        if let der = fields.der {
            guard try ECDSASignature(derRepresentation: der.bytes, level: level) == signature else {
                return "the DER is of another signature"
            }
        }
        guard let scalar = fields.privateKey else {
            return mismatch("the DER", signature.derRepresentation, fields.der)
        }
        let signer = try SigningKey(rawRepresentation: SecretBytes(copying: scalar.bytes), level: level)
        return try mismatch("the DER", signature.derRepresentation, fields.der)
            ?? mismatch("the public key", signer.verifyingKey.x963Representation, fields.publicKey)
            ?? mismatch(
                "the RFC 6979 signature",
                signer.sign(fields.message.bytes, nonce: .rfc6979).rawRepresentation,
                fields.signature
            )
    }
}
