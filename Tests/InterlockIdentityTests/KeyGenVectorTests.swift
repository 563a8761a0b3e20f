import InterlockCrypto
import Testing

@testable import InterlockIdentity

@Suite("Vectors/keygen.json")
struct KeyGenVectorTests {
    struct Case: Decodable, Sendable, CustomTestStringConvertible {
        let name: String
        let level: Int
        let seed: String
        let attributes: String
        let generation: UInt32
        let privateKey: String?
        let publicKey: String?
        let result: ExpectedResult
        let error: String?

        var testDescription: String { self.name }

        func key() throws -> SigningKey {
            let seed = try bytes(self.seed)
            let masterKey = try MasterKey(
                seed: SecretBytes(copying: seed),
                level: InterlockIdentityTests.level(self.level)
            )
            let attributes = try AttributeSet(canonicalEncoding: bytes(self.attributes))
            return try masterKey.generateKey(for: attributes, generation: self.generation)
        }
    }

    @Test(arguments: try VectorFile<Case>.cases("keygen.json"))
    func `KeyGen gives the expected key, or a refusal for its reason`(vector: Case) throws {
        switch vector.result {
        case .invalid: #expect(code { try vector.key() }?.description == vector.error)
        case .valid:
            let key = try vector.key()
            let scalar = try key.rawRepresentation().publicCopy().hexString
            #expect(scalar == vector.privateKey)
            #expect(key.verifyingKey.x963Representation.hexString == vector.publicKey)
        }
    }
}
