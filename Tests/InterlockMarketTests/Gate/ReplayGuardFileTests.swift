import InterlockCrypto
import InterlockIdentity
import InterlockMarket
import MarketTestSupport
import TestSupport
import Testing

@Suite("The replay guard's file")
struct ReplayGuardFileTests {
    let folder: TemporaryFolder
    let path: String
    let (first, second): (ParticipantID, ParticipantID)

    init() throws {
        self.folder = try TemporaryFolder()
        self.path = "\(self.folder.path)/replay"
        self.first = try ParticipantID("home-1")
        self.second = try ParticipantID("home-2")
    }

    private func claim(_ numbers: [UInt64], of participant: ParticipantID) throws {
        let replayGuard = try ReplayGuard(path: self.path)
        for number in numbers { #expect(try replayGuard.claim(number, of: participant)) }
    }

    @Test func `keeps what was taken over any number of openings`() throws {
        try self.claim([5, 7], of: self.first)
        try self.claim([6, 2_000], of: self.first)
        try self.claim([5], of: self.second)
        let replayGuard = try ReplayGuard(path: self.path)
        for number: UInt64 in [5, 7, 6, 2_000, 8] { #expect(!replayGuard.isFree(number, of: self.first)) }
        for number: UInt64 in [977, 2_001] { #expect(replayGuard.isFree(number, of: self.first)) }
        #expect(!replayGuard.isFree(5, of: self.second))
        #expect(replayGuard.isFree(6, of: self.second))
    }

    @Test func `is whole again after its last record was torn`() throws {
        try self.claim([1, 2], of: self.first)
        _ = try ReplayGuard(path: self.path)
        let snapshot = try FileSystem.read(self.path).count
        try self.claim([3], of: self.first)
        let bytes = try FileSystem.read(self.path)
        for length in snapshot..<bytes.count {
            try TemporaryFolder.write(Array(bytes[..<length]), to: self.path)
            do {
                let replayGuard = try ReplayGuard(path: self.path)
                #expect(!replayGuard.isFree(2, of: self.first))
                #expect(try replayGuard.claim(3, of: self.first), "\(length) of \(bytes.count) bytes")
            }
            #expect(!(try ReplayGuard(path: self.path).isFree(3, of: self.first)))
        }
    }

    @Test func `is refused where a record is damaged`() throws {
        try self.claim([1], of: self.first)
        try self.claim((2..<40).map { UInt64($0) }, of: self.second)
        let bytes = try FileSystem.read(self.path)
        // A length that reaches beyond the end cannot be told from a torn record there.
        let tail = 300
        for index in 0..<(bytes.count - tail) {
            for mask: UInt8 in [0x01, 0x80] {
                var damaged = bytes
                damaged[index] ^= mask
                try TemporaryFolder.write(damaged, to: self.path)
                #expect(code { try ReplayGuard(path: self.path) } == .malformed, "byte \(index)")
            }
        }
    }

    @Test func `is refused where its records are good and say nothing`() throws {
        for record: CBOR in [1, [], ["home-1"], ["home-1", "x"], ["home-1", 1, [1]], [1, 2], ["", 1]] {
            let body = record.encoded()
            let frame =
                [0, UInt8(body.count)] + body + Digest(hashing: body).rawRepresentation.prefix(8)
            try TemporaryFolder.write(frame, to: self.path)
            #expect(throws: (any Error).self) { try ReplayGuard(path: self.path) }
        }
    }

    @Test func `serves one gate at a time`() throws {
        var replayGuard: ReplayGuard? = try ReplayGuard(path: self.path)
        #expect(try replayGuard?.claim(1, of: self.first) == true)
        let error = #expect(throws: FileError.self) { try ReplayGuard(path: self.path) }
        #expect(error?.description.contains("another gate uses the file") == true)
        replayGuard = nil
        #expect(!(try ReplayGuard(path: self.path).isFree(1, of: self.first)))
    }

    @Test func `is free again after it could not be read`() throws {
        try TemporaryFolder.write([0, 1, 0xff, 0, 0, 0, 0, 0, 0, 0, 0], to: self.path)
        for _ in 0..<2 { #expect(code { try ReplayGuard(path: self.path) } == .malformed) }
        try FileSystem.remove(self.path)
        _ = try ReplayGuard(path: self.path)
    }

    @Test func `takes away what a killed gate left half written, and nothing else`() throws {
        let names = [
            "replay.17.4711.tmp", "replay.17.tmp", "replay.a.1.tmp", "other.17.4711.tmp",
            "replay.17.4711.tmp2",
        ]
        for name in names { try TemporaryFolder.write([1], to: "\(self.folder.path)/\(name)") }
        _ = try ReplayGuard(path: self.path)
        let left = try FileSystem.names(in: self.folder.path)
        #expect(Set(left) == Set(names[1...] + ["replay", "replay.lock"]))
    }

    @Test func `is rewritten before it grows, and means the same`() throws {
        let count = 20_000
        var generator = SeededGenerator(seed: 17)
        var replayGuard: ReplayGuard? = try ReplayGuard(path: self.path)
        let reference = ReplayGuard()
        for number in 0..<UInt64(count) where UInt8.random(in: 0..<5, using: &generator) != 0 {
            let participant = number.isMultiple(of: 3) ? self.first : self.second
            #expect(
                try replayGuard?.claim(number, of: participant) == reference.claim(number, of: participant)
            )
        }
        // 64 records for each of 64 signers at least, of some 20 bytes, and the windows.
        #expect(try FileSystem.read(self.path).count < 64 * 64 * 24)
        replayGuard = nil
        let reopened = try ReplayGuard(path: self.path)
        #expect(try FileSystem.read(self.path).count < 1_000)
        for number in 0..<UInt64(count + 10) {
            for participant in [self.first, self.second] {
                #expect(
                    reopened.isFree(number, of: participant) == reference.isFree(number, of: participant)
                )
            }
        }
    }
}
