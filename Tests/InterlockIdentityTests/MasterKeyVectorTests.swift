import InterlockCrypto
import Testing

@testable import InterlockIdentity

@Suite("Vectors/setup.json")
struct MasterKeyVectorTests {
    struct Case: Decodable, Sendable, CustomTestStringConvertible {
        let name: String
        let level: Int?
        let seed: String?
        let authorityPrivateKey: String?
        let authorityPublicKey: String?
        let keyGenKey: String?
        let sealed: String?
        let passphrase: String?
        let result: ExpectedResult
        let error: String?

        var testDescription: String { self.name }
    }

    private static func cases(sealed: Bool, _ result: ExpectedResult) throws -> [Case] {
        try VectorFile<Case>.cases("setup.json").filter {
            ($0.sealed != nil) == sealed && $0.result == result
        }
    }

    @Test(arguments: try Self.cases(sealed: false, .valid))
    func `a seed gives the authority's key and the KeyGen key`(vector: Case) throws {
        let level = try level(#require(vector.level))
        let seed = try bytes(#require(vector.seed))
        let masterKey = try MasterKey(seed: SecretBytes(copying: seed), level: level)
        let key = try masterKey.authorityKey()
        let scalar = try key.rawRepresentation().publicCopy().hexString
        #expect(scalar == vector.authorityPrivateKey)
        #expect(key.verifyingKey.x963Representation.hexString == vector.authorityPublicKey)
        let keyGenKey = try masterKey.keyGenerationKey().publicCopy().hexString
        #expect(keyGenKey == vector.keyGenKey)
    }

    @Test(arguments: try Self.cases(sealed: false, .invalid))
    func `a seed of another length is refused`(vector: Case) throws {
        let level = try level(#require(vector.level))
        let seed = try bytes(#require(vector.seed))
        let refusal = code { _ = try MasterKey(seed: SecretBytes(copying: seed), level: level) }
        #expect(refusal?.description == vector.error)
    }

    @Test(arguments: try Self.cases(sealed: true, .valid))
    func `a sealed file opens to its seed, and seals to the same bytes`(vector: Case) throws {
        let sealed = try bytes(#require(vector.sealed))
        let passphrase = SecretBytes(copying: Array(try #require(vector.passphrase).utf8))
        let masterKey = try MasterKey(sealed: sealed, passphrase: passphrase)
        let seed = masterKey.seed.publicCopy().hexString
        #expect(seed == vector.seed)
        let level = masterKey.level
        #expect(level.rawValue == vector.level)
        let again = try masterKey.sealed(passphrase: passphrase, as: SealedMasterKey.decode(sealed).0)
        #expect(again == sealed)
    }

    @Test(arguments: try Self.cases(sealed: true, .invalid))
    func `a hostile or altered file is refused for its reason`(vector: Case) throws {
        let sealed = try bytes(#require(vector.sealed))
        let passphrase = SecretBytes(copying: Array(try #require(vector.passphrase).utf8))
        let refusal = code { _ = try MasterKey(sealed: sealed, passphrase: passphrase) }
        #expect(refusal?.description == vector.error)
    }
}
