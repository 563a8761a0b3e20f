import InterlockCrypto
import TestSupport
import Testing

@testable import InterlockIdentity

@Suite struct KeyCeremonyTests {
    let world: CeremonyWorld

    init() throws { self.world = try CeremonyWorld() }

    private static func subsets<Element>(of elements: [Element], count: Int) -> [[Element]] {
        guard count > 0 else { return [[]] }
        return elements.indices.flatMap { first in
            Self.subsets(of: Array(elements[(first + 1)...]), count: count - 1).map { [elements[first]] + $0 }
        }
    }

    @Test(arguments: SecurityLevel.allCases)
    func `every three of five restore the master key, no two do`(level: SecurityLevel) throws {
        let masterKey = try MasterKey.setup(level: level)
        let (set, shares) = try KeyCeremony.split(masterKey, threshold: 3, custodians: self.world.first(5))
        for subset in Self.subsets(of: shares, count: 3) {
            let restored = try KeyCeremony.combine(subset, of: set)
            let isSame = CeremonyWorld.seed(restored) == CeremonyWorld.seed(masterKey)
            #expect(isSame)
        }
        for subset in Self.subsets(of: shares, count: 2) {
            #expect(code { _ = try KeyCeremony.combine(subset, of: set) } == .tooFewShares)
            #expect(code { try KeyCeremony.rehearse(subset, of: set) } == .tooFewShares)
        }
        try KeyCeremony.rehearse(shares, of: set)
    }

    @Test func `every altered share is named with its holder`() throws {
        let masterKey = try MasterKey.setup(level: .bits128)
        let (set, shares) = try KeyCeremony.split(masterKey, threshold: 2, custodians: self.world.first(3))
        var generator = SeededGenerator(seed: 5)
        for _ in 0..<60 {
            let place = Int.random(in: 0..<3, using: &generator)
            let bit = Int.random(in: 8..<132 * 8, using: &generator)
            guard let bad = try? CeremonyWorld.altered(shares[place], bit: bit, of: set) else { continue }
            var brought = shares
            brought[place] = bad
            let faults = try set.faults(in: brought)
            #expect(faults.map(\.holder) == [CeremonyWorld.names[place]], "bit \(bit)")
            #expect(faults.map(\.index) == [place + 1])
            #expect(code { _ = try KeyCeremony.combine(brought, of: set) } == .wrongShare)
            #expect(code { try KeyCeremony.rehearse(brought, of: set) } == .wrongShare)
            let refresh = code {
                _ = try KeyCeremony.refresh(brought, of: set, threshold: 2, custodians: set.custodians)
            }
            #expect(refresh == .wrongShare)
        }
    }

    @Test func `all wrong shares are named at once`() throws {
        let masterKey = try MasterKey.setup(level: .bits128)
        let (set, shares) = try KeyCeremony.split(masterKey, threshold: 2, custodians: self.world.first(4))
        let bad = try [1, 3].map { try CeremonyWorld.altered(shares[$0], bit: 527, of: set) }
        let faults = try set.faults(in: [shares[0], bad[0], shares[2], bad[1]])
        #expect(faults.map(\.holder) == ["bob", "dave"])
    }

    @Test func `a share twice is refused, however many others there are`() throws {
        let masterKey = try MasterKey.setup(level: .bits128)
        let (set, shares) = try KeyCeremony.split(masterKey, threshold: 2, custodians: self.world.first(3))
        for brought in [[shares[0], shares[0]], [shares[0], shares[1], shares[0]]] {
            #expect(code { _ = try KeyCeremony.combine(brought, of: set) } == .duplicateShare)
            #expect(code { try KeyCeremony.rehearse(brought, of: set) } == .duplicateShare)
        }
    }

    @Test func `a refresh keeps the key under any k and n, and parts old from new`() throws {
        let masterKey = try MasterKey.setup(level: .bits256)
        let seed = CeremonyWorld.seed(masterKey)
        var (set, shares) = try KeyCeremony.split(masterKey, threshold: 2, custodians: self.world.first(3))
        for (threshold, count) in [(2, 3), (3, 5), (5, 6), (2, 2)] {
            let present = Array(shares.suffix(set.threshold))
            let (next, dealt) = try KeyCeremony.refresh(
                present,
                of: set,
                threshold: threshold,
                custodians: self.world.first(count)
            )
            #expect(next.generation == set.generation + 1 && next.id == set.id)
            #expect(next.previous == set.digest)
            #expect(next.commitments.secret == set.commitments.secret)
            for subset in Self.subsets(of: dealt, count: threshold) {
                let restored = try KeyCeremony.combine(subset, of: next)
                let isSame = CeremonyWorld.seed(restored) == seed
                #expect(isSame)
            }
            var mixed = Array(dealt.prefix(threshold))
            mixed[0] = shares[0]
            #expect(try next.faults(in: mixed).map(\.index) == [1])
            #expect(code { _ = try KeyCeremony.combine(mixed, of: next) } == .wrongShare)
            // An old share that claims to be of the new generation is no better.
            mixed[0] = MasterKeyShare(shares[0].share, of: next)
            #expect(try next.faults(in: mixed).map(\.reason) == ["is not the one that was dealt"])
            (set, shares) = (next, dealt)
        }
    }

    @Test func `shares of two sharings of one key do not combine`() throws {
        let masterKey = try MasterKey.setup(level: .bits128)
        let (set, shares) = try KeyCeremony.split(masterKey, threshold: 2, custodians: self.world.first(3))
        let (_, others) = try KeyCeremony.split(masterKey, threshold: 2, custodians: self.world.first(3))
        #expect(try set.faults(in: [shares[0], others[1]]).map(\.reason) == ["is of another sharing"])
        #expect(code { _ = try KeyCeremony.combine([shares[0], others[1]], of: set) } == .wrongShare)
    }

    @Test func `who can hold no share, or two, is refused`() throws {
        let masterKey = try MasterKey.setup(level: .bits128)
        let world = try CertificateWorld()
        let custodians = self.world.first(2)
        func refusal(_ threshold: Int, _ custodians: [Certificate]) -> IdentityError.Code? {
            code { _ = try KeyCeremony.split(masterKey, threshold: threshold, custodians: custodians) }
        }
        #expect(refusal(2, custodians + [world.leaf]) == .invalidCertificate)
        #expect(refusal(2, custodians + [custodians[0]]) == .invalidCertificate)
        #expect(refusal(1, custodians) == .limitExceeded)
        #expect(refusal(3, custodians) == .limitExceeded)
        #expect(refusal(2, []) == .limitExceeded)
    }

    @Test func `the share opens with its custodian's key only`() throws {
        let masterKey = try MasterKey.setup(level: .bits192)
        let (set, shares) = try KeyCeremony.split(masterKey, threshold: 2, custodians: self.world.first(2))
        let message = try shares[1].enveloped(for: set.custodians[1])
        let opened = try MasterKeyShare(enveloped: message, for: set.custodians[1], key: self.world.keys[1])
        let restored = try KeyCeremony.combine([shares[0], opened], of: set)
        let isSame = CeremonyWorld.seed(restored) == CeremonyWorld.seed(masterKey)
        #expect(isSame)
        let other = code {
            try MasterKeyShare(enveloped: message, for: set.custodians[0], key: self.world.keys[0])
        }
        #expect(other == .wrongPassphrase)
        let leaf = try CertificateWorld().leaf
        #expect(code { try shares[0].enveloped(for: leaf) } == .invalidCertificate)
        for place in stride(from: 0, to: message.count, by: 29) {
            var altered = message
            altered[place] ^= 0x20
            let found = try? MasterKeyShare(
                enveloped: altered,
                for: set.custodians[1],
                key: self.world.keys[1]
            )
            guard let found else { continue }
            #expect(try set.faults(in: [found]).isEmpty)
        }
    }

    @Test func `a share says nothing of its secret`() throws {
        let masterKey = try MasterKey.setup(level: .bits128)
        let (_, shares) = try KeyCeremony.split(masterKey, threshold: 2, custodians: self.world.first(2))
        var dumped = ""
        dump(shares[0], to: &dumped)
        dump(shares[0].share, to: &dumped)
        let value = shares[0].share.value.publicCopy().hexString.suffix(32)
        #expect(!dumped.contains(value) && !"\(shares[0])\(shares[0].share)".contains(value))
        #expect("\(shares[0])" == "share 1 of 2 (2 restore), generation 0")
    }
}
