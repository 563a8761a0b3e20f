import Interlock
import InterlockCrypto
import MarketTestSupport
import Testing

/// What a crash leaves is a copy of the folder at that moment, some of its last bytes perhaps missing.
@Suite("A node that ended anywhere")
struct CrashTests {
    let ledger: LedgerSample
    let world: MarketWorld
    let folder: TemporaryFolder
    let sink = RecordingSink()

    init() throws {
        self.ledger = try LedgerSample()
        self.world = self.ledger.world
        self.folder = try TemporaryFolder()
    }

    /// The same day's messages each time: a demand and a supply a round, of which something is always left over.
    private func round(_ number: UInt64) throws -> [[UInt8]] {
        [
            try self.world.demand(by: self.world.buyers[0], number, energy: 100, price: 2_400),
            try self.world.supply(by: self.world.sellers[0], number, energy: 130, price: 1_900),
            try self.world.demand(by: self.world.buyers[1], number, energy: 20, price: 2_300),
        ]
    }

    private func files(_ folder: String) throws -> [String: Int] {
        var sizes: [String: Int] = [:]
        for name in try FileSystem.names(in: folder) {
            let path = "\(folder)/\(name)"
            if FileSystem.isFolder(path) {
                sizes.merge(try self.files(path)) { $1 }
            } else {
                sizes[path] = try FileSystem.read(path).count
            }
        }
        return sizes
    }

    @Test func `goes on from a copy taken between any two calls`() async throws {
        var copies: [TemporaryFolder] = []
        let rounds = try (1...4).map { try self.round($0) }
        let trades = try await self.ledger.withNode(in: self.folder, sink: self.sink) { node in
            var trades: [Trade] = []
            for round in rounds {
                copies.append(try self.folder.copy())
                trades += try await node.submit(round, at: MarketWorld.now).trades
            }
            return trades
        }
        #expect(trades.count >= 8)
        for (index, copy) in copies.enumerated() {
            let sink = RecordingSink()
            let rest = try await self.ledger.withNode(in: copy, sink: sink) { node in
                try await node.submit(rounds[index...].flatMap { $0 }, at: MarketWorld.now).trades
            }
            #expect(rest.map(\.id) == trades.suffix(rest.count).map(\.id))
            #expect(rest.count == trades.count - self.count(rounds[..<index].count, trades))
        }
    }

    /// How many of the trades were made in the first rounds: each makes as many as its demands allow.
    private func count(_ rounds: Int, _ trades: [Trade]) -> Int { rounds * trades.count / 4 }

    @Test func `settles what was taken in, whichever of its files fell behind`() async throws {
        let rounds = try (1...3).map { try self.round($0) }
        var before: [String: [UInt8]] = [:]
        let (trades, height) = try await self.ledger.withNode(in: self.folder, sink: self.sink) { node in
            var trades = try await node.submit(rounds[0], at: MarketWorld.now).trades
            trades += try await node.submit(rounds[1], at: MarketWorld.now).trades
            for path in try self.files(self.folder.path).keys { before[path] = try FileSystem.read(path) }
            trades += try await node.submit(rounds[2], at: MarketWorld.now).trades
            return (trades, await node.height)
        }
        // The intake was written; of the rest, in the order in which it is written, the last parts were not.
        let stages = [
            "dispatch.next", "index.sqlite", "peers/peer-2", "peers/peer-3", "peers/peer-1", "/log/",
        ]
        for count in 1...stages.count {
            let copy = try self.folder.copy()
            for (path, bytes) in before where stages[..<count].contains(where: { path.contains($0) }) {
                try TemporaryFolder.write(bytes, to: copy.path + path.dropFirst(self.folder.path.count))
            }
            let sink = RecordingSink()
            let after = try await self.ledger.withNode(in: copy, sink: sink) { await $0.height }
            #expect(after == height, "\(stages[..<count])")
            let audits = try (1...3).map { try LedgerAudit(folder: "\(copy.path)/peers/peer-\($0)/blocks") }
            #expect(Set(audits.map(\.lastHash)).count == 1)
            #expect(audits.allSatisfy { $0.isGood && $0.trades == trades.count })
            // The sink is told again of what it was perhaps not told of, and of nothing else.
            let told = await sink.trades.map(\.id)
            #expect(Set(told).isSubset(of: trades.suffix(3).map(\.id)))
            #expect(!told.isEmpty)
            #expect(told == Array(trades.map(\.id).suffix(told.count)))
        }
    }

    /// Every file of the folder, by its path in it.
    private func contents() throws -> [String: [UInt8]] {
        var contents: [String: [UInt8]] = [:]
        for path in try self.files(self.folder.path).keys {
            contents[String(path.dropFirst(self.folder.path.count))] = try FileSystem.read(path)
        }
        return contents
    }

    @Test func `is whole again after its last bytes were torn`() async throws {
        let rounds = try (1...2).map { try self.round($0) }
        let before = try await self.ledger.withNode(in: self.folder, sink: self.sink) { node in
            _ = try await node.submit(rounds[0], at: MarketWorld.now)
            let before = try self.contents()
            _ = try await node.submit(rounds[1], at: MarketWorld.now)
            return before
        }
        let after = try self.contents()
        // In the order in which they are written: where one is torn, those behind it were not begun.
        let places = ["/intake/", "/log/", "/peers/", "/dispatch.next"]
        for (index, place) in places.dropLast().enumerated() {
            let behind = places[(index + 1)...]
            let path = try #require(
                after.keys.first { $0.hasPrefix(place) && $0.hasSuffix("seg") && after[$0] != before[$0] }
            )
            let (start, bytes) = (try #require(before[path]).count, try #require(after[path]))
            for length in [start + 1, (start + bytes.count) / 2, bytes.count - 1] {
                let copy = try self.folder.copy()
                for (path, bytes) in before where behind.contains(where: { path.hasPrefix($0) }) {
                    try TemporaryFolder.write(bytes, to: copy.path + path)
                }
                try TemporaryFolder.write(Array(bytes[..<length]), to: copy.path + path)
                let more = try self.round(9)
                let trades = try await self.ledger.withNode(in: copy, sink: RecordingSink()) { node in
                    try await node.submit(more, at: MarketWorld.now).trades
                }
                #expect(!trades.isEmpty)
                let audits = try (1...3).map {
                    try LedgerAudit(folder: "\(copy.path)/peers/peer-\($0)/blocks")
                }
                #expect(audits.allSatisfy { $0.isGood && $0.invalid.isEmpty })
                #expect(Set(audits.map(\.lastHash)).count == 1)
            }
        }
    }

    @Test func `tells the dispatch system of every trade at least once, by the same keys`() async throws {
        let rounds = try (1...3).map { try self.round($0) }
        for failure in [RecordingSink.Failure.before, .after] {
            let (folder, sink) = (try TemporaryFolder(), RecordingSink())
            try await self.ledger.withNode(in: folder, sink: sink) { node in
                _ = try await node.submit(rounds[0], at: MarketWorld.now)
                await sink.fail(next: failure)
                await #expect(throws: RecordingSink.Failure.self) {
                    try await node.submit(rounds[1], at: MarketWorld.now)
                }
                // From here on it must be opened anew.
                await #expect(throws: LedgerError.self) {
                    try await node.submit(rounds[2], at: MarketWorld.now)
                }
            }
            // The sink fails on opening too, and is told again on the next.
            await sink.fail(next: failure)
            await #expect(throws: RecordingSink.Failure.self) {
                try await self.ledger.withNode(in: folder, sink: sink) { _ in }
            }
            try await self.ledger.withNode(in: folder, sink: sink) { node in
                _ = try await node.submit(rounds[2], at: MarketWorld.now)
            }
            let told = await sink.told
            let trades = await sink.trades
            #expect(trades.map(\.number) == Array(0..<UInt64(trades.count)))
            #expect(told.count > trades.count || failure == .before)
            #expect(Set(told).count == trades.count, "the same key, trade and block each time")
            let audit = try LedgerAudit(folder: "\(folder.path)/peers/peer-1/blocks")
            #expect(audit.trades == trades.count)
        }
    }

    @Test func `answers the same from an index that was built anew`() async throws {
        let rounds = try (1...3).map { try self.round($0) }
        let height = try await self.ledger.withNode(in: self.folder, sink: self.sink) { node in
            for round in rounds[..<2] { _ = try await node.submit(round, at: MarketWorld.now) }
            return await node.height
        }
        let bare = try self.folder.copy()
        for peer in 1...3 {
            let folder = "\(bare.path)/peers/peer-\(peer)"
            for name in try FileSystem.names(in: folder) where name.hasPrefix("index.sqlite") {
                try FileSystem.remove("\(folder)/\(name)")
            }
        }
        var next: [[TradeID]] = []
        for copy in [self.folder, bare] {
            try await self.ledger.withNode(in: copy, sink: RecordingSink()) { node in
                #expect(await node.height == height)
                next.append(try await node.submit(rounds[2], at: MarketWorld.now).trades.map(\.id))
            }
        }
        #expect(next[0] == next[1])
        #expect(!next[0].isEmpty)
    }
}
