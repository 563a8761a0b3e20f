import InterlockCrypto
import Testing

@testable import InterlockIdentity

@Suite("The master key")
struct MasterKeyTests {
    private static func passphrase(_ text: String = "correct horse") -> SecretBytes {
        SecretBytes(copying: Array(text.utf8))
    }

    @Test(arguments: SecurityLevel.allCases)
    func `setup draws a new seed of the level's length each time`(level: SecurityLevel) throws {
        let first = try MasterKey.setup(level: level)
        let second = try MasterKey.setup(level: level)
        let count = first.seed.count
        #expect(count == level.seedByteCount)
        let same = first.seed.constantTimeEquals(second.seed)
        #expect(!same)
        let keys = [try first.authorityKey().verifyingKey, try second.authorityKey().verifyingKey]
        #expect(keys[0] != keys[1])
        #expect(keys.allSatisfy { $0.level == level })
    }

    @Test func `one seed's bytes at another level give unrelated keys`() throws {
        let seeds = try SecurityLevel.allCases.map { level in
            let masterKey = try MasterKey(
                seed: SecretBytes(copying: [UInt8](repeating: 7, count: level.seedByteCount)),
                level: level
            )
            return try Array(masterKey.keyGenerationKey().publicCopy().prefix(32))
        }
        #expect(Set(seeds).count == seeds.count)
    }

    @Test(arguments: SecurityLevel.allCases)
    func `a sealed master key opens under its passphrase and no other`(level: SecurityLevel) throws {
        let masterKey = try MasterKey.setup(level: level)
        let sealed = try masterKey.sealed(passphrase: Self.passphrase(), cost: .minimum)
        let opened = try MasterKey(sealed: sealed, passphrase: Self.passphrase())
        let same = opened.seed.constantTimeEquals(masterKey.seed) && opened.level == level
        #expect(same)
        for other in ["correct hors", "correct horse ", "Correct horse"] {
            let refusal = code { _ = try MasterKey(sealed: sealed, passphrase: Self.passphrase(other)) }
            #expect(refusal == .wrongPassphrase)
        }
    }

    @Test func `sealing twice shares neither salt, nonce nor text`() throws {
        let masterKey = try MasterKey.setup(level: .bits128)
        let first = try SealedMasterKey.decode(
            masterKey.sealed(passphrase: Self.passphrase(), cost: .minimum)
        )
        let second = try SealedMasterKey.decode(
            masterKey.sealed(passphrase: Self.passphrase(), cost: .minimum)
        )
        #expect(first.0.salt != second.0.salt)
        #expect(first.0.nonce != second.0.nonce)
        #expect(first.text != second.text)
    }

    @Test func `the standard cost is what a file says unless told otherwise`() throws {
        let sealed = try MasterKey.setup(level: .bits128).sealed(passphrase: Self.passphrase())
        #expect(try SealedMasterKey.decode(sealed).0.cost == .standard)
        let opened = try MasterKey(sealed: sealed, passphrase: Self.passphrase())
        let level = opened.level
        #expect(level == .bits128)
    }

    @Test func `every changed byte of a sealed file is refused`() throws {
        let sealed = try MasterKey.setup(level: .bits128).sealed(
            passphrase: Self.passphrase(),
            cost: .minimum
        )
        let reasons: Set<IdentityError.Code> = [.wrongPassphrase, .invalidEncoding, .limitExceeded]
        for index in sealed.indices {
            for mask: UInt8 in [0x01, 0x02, 0x80, 0xff] {
                var changed = sealed
                changed[index] ^= mask
                let refusal = code { _ = try MasterKey(sealed: changed, passphrase: Self.passphrase()) }
                #expect(refusal.map(reasons.contains) == true, "byte \(index) ^ \(mask)")
            }
        }
    }

    @Test func `a sealed file cut short at any byte is refused`() throws {
        let sealed = try MasterKey.setup(level: .bits192).sealed(
            passphrase: Self.passphrase(),
            cost: .minimum
        )
        for count in sealed.indices {
            let refusal = code {
                _ = try MasterKey(sealed: Array(sealed[..<count]), passphrase: Self.passphrase())
            }
            #expect(refusal == .invalidEncoding)
        }
    }
}
