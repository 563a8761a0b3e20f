import InterlockCrypto
import TestSupport
import Testing

@testable import InterlockIdentity

@Suite("KeyGen")
struct KeyGenTests {
    private static func masterKey(_ level: SecurityLevel, seed: UInt8 = 1) throws -> MasterKey {
        try MasterKey(
            seed: SecretBytes(copying: [UInt8](repeating: seed, count: level.seedByteCount)),
            level: level
        )
    }

    private static func scalar(_ key: SigningKey) throws -> [UInt8] {
        try key.rawRepresentation().publicCopy()
    }

    @Test(arguments: SecurityLevel.allCases)
    func `the same master key, attributes and generation give the same key`(level: SecurityLevel) throws {
        let set = try AttributeSamples.household()
        let first = try Self.masterKey(level).generateKey(for: set, generation: 3)
        let second = try Self.masterKey(level).generateKey(
            for: AttributeSet(canonicalEncoding: set.canonicalEncoding),
            generation: 3
        )
        #expect(first.verifyingKey == second.verifyingKey)
        #expect(try Self.scalar(first) == Self.scalar(second))
        #expect(first.level == level)
    }

    @Test func `every changed, added or removed attribute changes the key`() throws {
        let masterKey = try Self.masterKey(.bits128)
        let changes: [[String: AttributeValue?]] = [
            [:],
            ["identity": .string("household-018")],
            ["type": .string("seller")],
            ["permissions": .stringSet(["SubmitDemand"])],
            ["permissions": .stringSet(["SubmitDemand", "SubmitSupply", "Cancel"])],
            ["credit": .integer(721)],
            ["wallet": .string(AttributeSamples.wallet.replacing("E7", with: "e7"))],
            ["feeder": .string("LV5.202")],
            ["feeder": nil],
            ["peakLoadW": .string("4000")],
            ["green": .boolean(false)],
            ["meter": .string("")],
        ]
        var seen: Set<[UInt8]> = []
        for change in changes {
            let key = try masterKey.generateKey(for: AttributeSamples.household(change))
            seen.insert(try Self.scalar(key))
        }
        #expect(seen.count == changes.count)
    }

    @Test func `different sets have different keys, whatever they hold`() throws {
        var generator = SeededGenerator(seed: 4)
        let masterKey = try Self.masterKey(.bits128)
        var sets: Set<AttributeSet> = []
        var keys: Set<VerifyingKey> = []
        for _ in 0..<200 {
            let set = try AttributeSamples.random(using: &generator)
            sets.insert(set)
            keys.insert(try masterKey.generateKey(for: set).verifyingKey)
        }
        #expect(keys.count == sets.count)
    }

    @Test func `generation, level and master key each change the key`() throws {
        let set = try AttributeSamples.household()
        var keys: Set<VerifyingKey> = []
        for generation: UInt32 in [0, 1, 2, 256, .max] {
            keys.insert(
                try Self.masterKey(.bits128).generateKey(for: set, generation: generation).verifyingKey
            )
        }
        keys.insert(try Self.masterKey(.bits128, seed: 2).generateKey(for: set).verifyingKey)
        keys.insert(try Self.masterKey(.bits192).generateKey(for: set).verifyingKey)
        keys.insert(try Self.masterKey(.bits128).authorityKey().verifyingKey)
        #expect(keys.count == 8)
    }

    @Test(arguments: SecurityLevel.allCases)
    func `keys lie in the scalar range and spread over all of it`(level: SecurityLevel) throws {
        var generator = SeededGenerator(seed: 5)
        let masterKey = try Self.masterKey(level)
        var ones = [Int](repeating: 0, count: level.orderBitCount)
        let rounds = 256
        for _ in 0..<rounds {
            let scalar = try Self.scalar(
                masterKey.generateKey(for: AttributeSamples.random(using: &generator))
            )
            let key = SecretBytes(copying: scalar)
            _ = try SigningKey(rawRepresentation: key, level: level)
            for bit in ones.indices where scalar[scalar.count - 1 - bit / 8] >> (bit % 8) & 1 == 1 {
                ones[bit] += 1
            }
        }
        // Binomial(256, 1/2) strays beyond 128 ± 56, seven standard deviations, less than once in 10^11.
        #expect(ones.allSatisfy { (72...184).contains($0) })
    }

    @Test func `a generated key signs what its public half accepts`() throws {
        let key = try Self.masterKey(.bits256).generateKey(for: AttributeSamples.household())
        let message = Array("demand 5 kWh".utf8)
        let signature = try key.sign(message)
        #expect(key.verifyingKey.isValidSignature(signature, for: message))
        #expect(!key.verifyingKey.isValidSignature(signature, for: message + [0]))
    }
}
