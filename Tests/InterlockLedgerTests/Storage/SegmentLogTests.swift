import Glibc
import InterlockCrypto
import TestSupport
import Testing

@testable import InterlockLedger

@Suite struct SegmentLogTests {
    private let folder = ScratchFolder()
    private let moment = Timestamp(secondsSinceEpoch: 1_465_776_000)

    private func envelopes(_ range: Range<Int>) -> [Envelope] {
        range.map { .transaction(Array("transaction \($0)".utf8), isConfiguration: $0.isMultiple(of: 5)) }
    }

    @Test func `what is appended is read, across segments and restarts`() async throws {
        let given = self.envelopes(0..<40) + [.timeToCut(7)]
        do {
            let log = try SegmentLog(folder: self.folder.path, segmentByteCount: 500)
            for (index, envelope) in given.enumerated() {
                #expect(try await log.append([envelope], at: self.moment) == [UInt64(index)])
            }
        }
        #expect(try SegmentFolder.segments(self.folder.path).count > 5)
        let log = try SegmentLog(folder: self.folder.path)
        let entries = try await log.read(from: 0, limit: 100)
        #expect(entries.map(\.envelope) == given)
        #expect(entries.map(\.position) == Array(0..<41))
        #expect(try await log.read(from: 3, limit: 2) == Array(entries[3..<5]))
        #expect(try await log.read(from: 41, limit: 2) == [])
        #expect(try await log.read(from: .max, limit: .max) == [])
    }

    @Test func `an envelope that comes again keeps its first place`() async throws {
        let envelopes = self.envelopes(0..<3)
        do {
            let log = try SegmentLog(folder: self.folder.path)
            #expect(
                try await log.append(envelopes + envelopes.reversed(), at: self.moment) == [0, 1, 2, 2, 1, 0]
            )
            #expect(try await log.append([envelopes[1]], at: self.moment) == [1])
            #expect(try await log.append([], at: self.moment) == [])
        }
        let log = try SegmentLog(folder: self.folder.path)
        #expect(try await log.append(envelopes + self.envelopes(3..<4), at: self.moment) == [0, 1, 2, 3])
        #expect(await log.next == 4)
    }

    @Test func `time does not run backwards, restarts included`() async throws {
        do {
            let log = try SegmentLog(folder: self.folder.path)
            _ = try await log.append(self.envelopes(0..<1), at: self.moment)
            _ = try await log.append(self.envelopes(1..<2), at: self.moment.adding(seconds: -60))
        }
        let log = try SegmentLog(folder: self.folder.path)
        _ = try await log.append(self.envelopes(2..<3), at: self.moment.adding(seconds: -60))
        _ = try await log.append(self.envelopes(3..<4), at: self.moment.adding(seconds: 1))
        let times = try await log.read(from: 0, limit: 9).map(\.time)
        #expect(times == [self.moment, self.moment, self.moment, self.moment.adding(seconds: 1)])
    }

    @Test func `an envelope above the absolute maximum refuses all that come with it`() async throws {
        let log = try SegmentLog(folder: self.folder.path, absoluteMaximumBytes: 100)
        let large = Envelope.transaction([UInt8](repeating: 1, count: 101))
        await #expect(throws: LedgerError.self) {
            try await log.append(self.envelopes(0..<2) + [large], at: self.moment)
        }
        #expect(await log.next == 0)
        let largest = Envelope.transaction([UInt8](repeating: 1, count: 100))
        #expect(try await log.append([largest], at: self.moment) == [0])
    }

    @Test func `trimming lets go of whole segments only, and of nothing that is asked for`() async throws {
        var before: UInt64 = 0
        do {
            let log = try SegmentLog(folder: self.folder.path, segmentByteCount: 500)
            for envelope in self.envelopes(0..<40) { _ = try await log.append([envelope], at: self.moment) }
            try await log.trim(upTo: 20)
            before = await log.first
            #expect((1...20).contains(before))
            #expect(try await log.read(from: 20, limit: 1)[0].envelope == self.envelopes(20..<21)[0])
            try await log.trim(upTo: 3)
            #expect(await log.first == before)
        }
        let log = try SegmentLog(folder: self.folder.path)
        #expect(await log.first == before)
        #expect(await log.next == 40)
        #expect(try await log.read(from: 0, limit: 1)[0].position == before)
        try await log.trim(upTo: .max)
        #expect(await log.first < 40)
        let first = await log.first
        #expect(try await log.read(from: 0, limit: 100).map(\.position) == Array(first..<40))
    }

    @Test func `a write that did not end loses its own entries only`() async throws {
        do {
            let log = try SegmentLog(folder: self.folder.path)
            _ = try await log.append(self.envelopes(0..<2), at: self.moment)
            _ = try await log.append(self.envelopes(2..<4), at: self.moment)
        }
        let (path, whole) = try ScratchFolder.segments(of: self.folder.path)[0]
        let starts = Self.recordStarts(whole)
        for count in starts[2]..<whole.count {
            try ScratchFolder.write(Array(whole[..<count]), to: path)
            let kept = starts.count { $0 <= count } - 1
            let log = try SegmentLog(folder: self.folder.path)
            #expect(await log.next == UInt64(kept))
            #expect(
                try await log.append(self.envelopes(kept..<4), at: self.moment) == Array(UInt64(kept)..<4)
            )
            #expect(try await log.read(from: 0, limit: 9).map(\.envelope) == self.envelopes(0..<4))
        }
    }

    @Test func `a flipped bit refuses to open, and the error says where`() async throws {
        do {
            let log = try SegmentLog(folder: self.folder.path)
            _ = try await log.append(self.envelopes(0..<3), at: self.moment)
        }
        let (path, whole) = try ScratchFolder.segments(of: self.folder.path)[0]
        let starts = Self.recordStarts(whole)
        for bit in 0..<(whole.count * 8) {
            var bytes = whole
            bytes[bit / 8] ^= 1 << (bit % 8)
            try ScratchFolder.write(bytes, to: path)
            let error = #expect(throws: LedgerError.self) { try SegmentLog(folder: self.folder.path) }
            let record = starts.count { $0 <= bit / 8 } - 1
            #expect(error?.code == .corrupt)
            #expect(error?.reason.contains("\(path): byte \(starts[record]), record \(record):") == true)
        }
        try ScratchFolder.write(whole, to: path)
        #expect(try await SegmentLog(folder: self.folder.path).next == 3)
    }

    @Test func `a log is open once at a time`() async throws {
        let first = try SegmentLog(folder: self.folder.path)
        let error = #expect(throws: LedgerError.self) { try SegmentLog(folder: self.folder.path) }
        #expect(error?.code == .storage)
        #expect(try await first.append(self.envelopes(0..<1), at: self.moment) == [0])
    }

    /// Where the records of a segment begin, and the end.
    static func recordStarts(_ bytes: [UInt8]) -> [Int] {
        var starts = [0]
        while case .record(_, _, let end) = Frame.read(bytes, at: starts[starts.count - 1]) {
            starts.append(end)
            if end == bytes.count { break }
        }
        return starts
    }
}
