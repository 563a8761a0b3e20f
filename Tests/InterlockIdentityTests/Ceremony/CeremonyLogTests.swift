import InterlockCrypto
import Testing

@testable import InterlockIdentity

@Suite struct CeremonyLogTests {
    /// A split, a rehearsal, a refresh to three of five, a command, and what was written down.
    struct Life {
        var log: CeremonyLog
        var sets: [[UInt8]]
        let key: VerifyingKey
        let shares: [MasterKeyShare]

        var transcripts: [[UInt8]] { self.log.transcripts.map(\.encoded) }
    }

    private static func life() throws -> Life {
        let world = try CeremonyWorld()
        let masterKey = try MasterKey.setup(level: .bits128)
        var (log, shares) = try CeremonyLog.split(
            masterKey,
            threshold: 2,
            custodians: world.first(3),
            at: CeremonyWorld.noon
        )
        var sets = [log.set.encoded]
        try log.rehearse([shares[2], shares[0]], at: CeremonyWorld.noon)
        shares = try log.refresh(
            Array(shares.prefix(2)),
            threshold: 3,
            custodians: world.first(5),
            at: CeremonyWorld.noon
        )
        sets.append(log.set.encoded)
        let restored = try log.restore(
            Array(shares.prefix(3)),
            as: .open,
            purpose: "ca crl",
            at: CeremonyWorld.noon
        )
        let isSame = CeremonyWorld.seed(restored) == CeremonyWorld.seed(masterKey)
        #expect(isSame)
        return Life(log: log, sets: sets, key: try masterKey.authorityKey().verifyingKey, shares: shares)
    }

    private static func refusal(_ life: Life, _ transcripts: [[UInt8]], sets: [[UInt8]]? = nil)
        -> IdentityError.Code?
    {
        code { try CeremonyLog(transcripts: transcripts, sets: sets ?? life.sets, authorityKey: life.key) }
    }

    @Test func `a life is verified from its first ceremony on`() throws {
        let life = try Self.life()
        let log = try CeremonyLog(transcripts: life.transcripts, sets: life.sets, authorityKey: life.key)
        #expect(log.set == life.log.set && log.transcripts == life.log.transcripts)
        #expect(log.transcripts.map(\.record.kind) == [.split, .rehearse, .refresh, .open])
        #expect(log.transcripts.map(\.record.present) == [[], [1, 3], [1, 2], [1, 2, 3]])
        #expect(log.transcripts[3].record.purpose == "ca crl")
        for (earlier, later) in zip(log.transcripts, log.transcripts.dropFirst()) {
            #expect(later.record.previous == earlier.digest)
        }
    }

    @Test func `no byte of a transcript can be changed`() throws {
        let life = try Self.life()
        for (number, good) in life.transcripts.enumerated() {
            for place in good.indices where place.isMultiple(of: 3) {
                var altered = life.transcripts
                altered[number][place] ^= 1
                #expect(Self.refusal(life, altered) != nil, "transcript \(number), byte \(place)")
            }
        }
    }

    @Test func `nothing can be left out, changed over or put in`() throws {
        let life = try Self.life()
        let all = life.transcripts
        #expect(Self.refusal(life, []) == .brokenChain)
        #expect(Self.refusal(life, Array(all.dropFirst())) == .brokenChain)
        #expect(Self.refusal(life, [all[0], all[2], all[3]]) == .brokenChain)
        #expect(Self.refusal(life, [all[0], all[2], all[1], all[3]]) == .brokenChain)
        #expect(Self.refusal(life, all + [all[3]]) == .brokenChain)
        #expect(Self.refusal(life, all, sets: [life.sets[0]]) == .brokenChain)
        #expect(Self.refusal(life, all, sets: life.sets.reversed()) == .brokenChain)
        #expect(Self.refusal(life, all, sets: life.sets + [life.sets[1]]) == .brokenChain)
        let other = try Self.life()
        #expect(Self.refusal(life, [all[0], other.transcripts[1]], sets: [life.sets[0]]) == .brokenChain)
        let foreign = code {
            try CeremonyLog(transcripts: all, sets: life.sets, authorityKey: other.key)
        }
        #expect(foreign == .brokenChain)
    }

    @Test func `who has fewer shares than restore the key writes no transcript`() throws {
        var life = try Self.life()
        let before = life.log.transcripts
        let few = Array(life.shares.prefix(2))
        #expect(code { try life.log.rehearse(few, at: CeremonyWorld.noon) } == .tooFewShares)
        let opened = code { _ = try life.log.restore(few, as: .open, purpose: "", at: CeremonyWorld.noon) }
        #expect(opened == .tooFewShares)
        let custodians = life.log.set.custodians
        let dealt = code {
            try life.log.refresh(few, threshold: 2, custodians: custodians, at: CeremonyWorld.noon)
        }
        #expect(dealt == .tooFewShares)
        #expect(life.log.transcripts == before)
        // A record that claims three shares, signed by two, is not believed.
        let record = try CeremonyRecord(
            sequence: 4,
            kind: .rehearse,
            time: CeremonyWorld.noon,
            setDigest: life.log.set.digest,
            present: [1, 2, 3],
            purpose: "",
            previous: before[3].digest
        )
        let forged = try CeremonyTranscript.sign(
            record,
            with: few,
            of: life.log.set,
            source: SecretBytes.random
        )
        #expect(Self.refusal(life, life.transcripts + [forged.encoded]) == .badSignature)
        // Nor one that another key signs in the authority's place, nor a refresh that the authority signs.
        let open = try CeremonyRecord(
            sequence: 4,
            kind: .open,
            time: CeremonyWorld.noon,
            setDigest: life.log.set.digest,
            present: [1, 2, 3],
            purpose: "",
            previous: before[3].digest
        )
        let stranger = try CeremonyTranscript.sign(open, with: SigningKey(level: .bits128), nonce: .random)
        #expect(Self.refusal(life, life.transcripts + [stranger.encoded]) == .badSignature)
        let joint = try CeremonyTranscript.sign(
            open,
            with: life.shares,
            of: life.log.set,
            source: SecretBytes.random
        )
        #expect(Self.refusal(life, life.transcripts + [joint.encoded]) == .badSignature)
    }

    @Test func `a purpose has an end`() throws {
        var life = try Self.life()
        let purpose = String(repeating: "x", count: 257)
        let shares = life.shares
        let refusal = code {
            _ = try life.log.restore(shares, as: .open, purpose: purpose, at: CeremonyWorld.noon)
        }
        #expect(refusal == .limitExceeded)
    }

    /// A rehearsal that two custodians record by themselves, dated as they like.
    private static func rehearsal(_ life: Life, at time: Timestamp) throws -> [UInt8] {
        let record = try CeremonyRecord(
            sequence: UInt64(life.transcripts.count),
            kind: .rehearse,
            time: time,
            setDigest: life.log.set.digest,
            present: [1, 2, 3],
            purpose: "",
            previous: life.log.transcripts.last?.digest ?? .zero
        )
        return try CeremonyTranscript.sign(
            record,
            with: Array(life.shares.prefix(3)),
            of: life.log.set,
            source: SecretBytes.random
        ).encoded
    }

    @Test func `no transcript is dated before the one before`() throws {
        let life = try Self.life()
        let early = try Self.rehearsal(life, at: CeremonyWorld.noon.adding(seconds: -3 * 365 * 86_400))
        #expect(Self.refusal(life, life.transcripts + [early]) == .brokenChain)
        let same = try Self.rehearsal(life, at: CeremonyWorld.noon)
        #expect(Self.refusal(life, life.transcripts + [same]) == nil)
        // A version before this one followed the clock.
        let log = try CeremonyLog(
            transcripts: life.transcripts + [early],
            sets: life.sets,
            authorityKey: life.key,
            acceptsEarlierTimes: true
        )
        #expect(log.transcripts.count == 5)
    }

    @Test func `a ceremony held by a clock that went back is dated as the one before`() throws {
        var life = try Self.life()
        let shares = Array(life.shares.prefix(3))
        try life.log.rehearse(shares, at: CeremonyWorld.noon.adding(seconds: -86_400))
        #expect(life.log.transcripts.last?.record.time == CeremonyWorld.noon)
        #expect(Self.refusal(life, life.transcripts) == nil)
    }

    @Test func `a master key is restored for use only`() throws {
        var life = try Self.life()
        let shares = Array(life.shares.prefix(3))
        let refusal = code {
            _ = try life.log.restore(shares, as: .refresh, purpose: "", at: CeremonyWorld.noon)
        }
        #expect(refusal == .invalidEncoding)
    }
}
