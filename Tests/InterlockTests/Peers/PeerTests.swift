import GRDB
import Interlock
import InterlockCrypto
import MarketTestSupport
import Testing

@testable import InterlockLedger
@testable import InterlockMarket

@Suite("A peer")
struct PeerTests {
    let ledger: LedgerSample
    let sample: TradeSample
    let folder: TemporaryFolder
    let log: SegmentLog

    init() async throws {
        self.ledger = try LedgerSample()
        var sample = try TradeSample()
        sample.ledger = try self.ledger.name()
        self.sample = sample
        self.folder = try TemporaryFolder()
        self.log = try SegmentLog(folder: "\(self.folder.path)/log")
        let world = self.ledger.world
        try await self.order([.genesis(self.ledger.genesis)], isConfiguration: true)
        try await self.order([.revocationList(world.list)], isConfiguration: true)
        try await self.order([.certificates(world.certificates)], cutting: 2)
    }

    private func order(
        _ transactions: [Transaction],
        isConfiguration: Bool = false,
        cutting block: UInt64? = nil,
        at moment: Timestamp = MarketWorld.now
    ) async throws {
        try await self.order(
            transactions.map { try $0.encoded() },
            isConfiguration: isConfiguration,
            cutting: block,
            at: moment
        )
    }

    private func order(
        _ transactions: [[UInt8]],
        isConfiguration: Bool = false,
        cutting block: UInt64?,
        at moment: Timestamp = MarketWorld.now
    ) async throws {
        var envelopes = transactions.map { Envelope.transaction($0, isConfiguration: isConfiguration) }
        if let block { envelopes.append(.timeToCut(block)) }
        _ = try await self.log.append(envelopes, at: moment)
    }

    private func endorsed(_ proposal: TradeProposal, by peers: [Peer]) async throws -> Transaction {
        var endorsements: [Endorsement] = []
        for peer in peers { endorsements.append(try await peer.endorse(proposal, at: MarketWorld.now)) }
        return .trades(proposal: proposal.encoded, endorsements: endorsements)
    }

    @Test func `forgets what was cancelled alike, whether it ran on or was opened again`() async throws {
        let ledger = try LedgerSample { $0.horizonSeconds = 1_800 }
        let log = try SegmentLog(folder: "\(self.folder.path)/short")
        let cancel = try Cancel(
            market: ledger.world.rules.market,
            participant: ledger.world.sellers[0].identity,
            order: OrderKey(participant: ledger.world.sellers[0].identity, sequence: 1),
            sequence: 9
        ).signed(with: ledger.world.sellers[0].key, certificate: ledger.world.sellers[0].certificate)
        func order(_ transaction: Transaction, _ block: UInt64, after seconds: Int64) async throws {
            _ = try await log.append(
                [.transaction(transaction.encoded()), .timeToCut(block)],
                at: MarketWorld.now.adding(seconds: seconds)
            )
        }
        try await order(.genesis(ledger.genesis), 0, after: 0)
        try await order(.revocationList(ledger.world.list), 1, after: 0)
        try await order(.certificates(ledger.world.certificates), 2, after: 0)
        try await order(.message(cancel.encoded), 3, after: 0)
        // The cancel is forgotten with this block: no order that it may be of can trade any more.
        try await order(.certificates([ledger.world.authority.certificate]), 4, after: 1_900)
        let running = try ledger.peer(0, in: "\(self.folder.path)/short")
        for commit in try await running.catchUp(with: log) { #expect(commit.codes == [.valid]) }
        let copy = try self.folder.copy()
        let opened = try ledger.peer(0, in: "\(copy.path)/short")
        let later = MarketWorld.now.adding(seconds: 2_000)
        var sample = self.sample
        // Here the first entry is no configuration, and the time to cut is of the block.
        sample.ledger = await running.ledgerName
        let proposal = try sample.proposal(sample.trade(at: later))
        for peer in [running, opened] { _ = try await peer.endorse(proposal, at: later) }
    }

    @Test func `writes a block with the verdict on each transaction, whatever it is`() async throws {
        let peers = try (0..<3).map { try self.ledger.peer($0, in: self.folder.path) }
        for peer in peers { #expect(try await peer.catchUp(with: self.log).count == 3) }
        let good = try self.sample.proposal(self.sample.trade(0, energy: 400))
        let greedy = try self.sample.proposal(self.sample.trade(1, energy: 700))
        let short = try self.sample.proposal(self.sample.trade(2, energy: 1))
        let usurper = try CertificateAuthority.makeRoot(
            named: DistinguishedName(commonName: "Nobody"),
            key: SigningKey(level: .bits128),
            validity: MarketWorld.validity
        )
        let transactions: [[UInt8]] = [
            try await self.endorsed(good, by: [peers[0], peers[2]]).encoded(),
            // Endorsed before the first took the energy, so only the commit can tell.
            try await self.endorsed(greedy, by: [peers[0], peers[1]]).encoded(),
            try await self.endorsed(short, by: [peers[1]]).encoded(),
            try await self.endorsed(short, by: [peers[1], peers[1]]).encoded(),
            [1, 2, 3],
            try Transaction.genesis(self.ledger.genesis).encoded() + [0],
            try Transaction.revocationList(MarketWorld.list(of: usurper)).encoded(),
            // Not newer than the one there.
            try Transaction.revocationList(MarketWorld.list(of: self.ledger.world.authority)).encoded(),
        ]
        try await self.order(transactions, cutting: 3)
        var genesis = self.ledger.genesis.rules
        genesis.minimumCredit = 1
        let second = try Genesis(
            rules: genesis,
            matchingCentre: self.ledger.genesis.matchingCentre,
            endorsement: self.ledger.genesis.endorsement,
            batchSize: self.ledger.genesis.batchSize,
            policies: "",
            schema: .standard,
            anchors: self.ledger.genesis.anchors
        )
        try await self.order([.genesis(second)], isConfiguration: true)
        let codes: [ValidationCode] = [
            .valid, .contractBroken, .notEndorsed, .notEndorsed, .malformed, .malformed, .notTrusted,
            .notTrusted,
        ]
        var hashes: Set<Digest> = []
        for peer in peers {
            let commits = try await peer.catchUp(with: self.log)
            #expect(commits.map(\.codes) == [codes, [.misplaced]])
            #expect(commits[0].trades.map(\.energy.wattHours) == [400])
            #expect(commits[0].faults.count == 7)
            #expect(commits[0].faults[0].contains("that has 600 Wh left"))
            #expect(await peer.height == 5)
            #expect(await peer.nextTrade == 1)
            #expect(try await peer.block(3).transactions == transactions)
            #expect(try await peer.trades(of: 3) == commits[0].trades)
            hashes.insert(try #require(await peer.last).hash)
        }
        #expect(hashes.count == 1)
        let audit = try LedgerAudit(folder: "\(self.folder.path)/peer-2/blocks")
        #expect(audit.isGood)
        #expect(audit.blocks == 5)
        #expect(
            audit.invalid == [
                .contractBroken: 1, .notEndorsed: 2, .malformed: 2, .notTrusted: 2, .misplaced: 1,
            ]
        )
        #expect((audit.trades, audit.energy.wattHours, audit.amount.units) == (1, 400, 800_000))
        #expect(audit.lastHash == hashes.first)
    }

    @Test func `endorses nothing before its genesis, and nothing that breaks the contract`() async throws {
        let peer = try self.ledger.peer(in: self.folder.path)
        let proposal = try self.sample.proposal(self.sample.trade())
        await #expect(throws: LedgerError.self) { try await peer.endorse(proposal, at: MarketWorld.now) }
        _ = try await peer.catchUp(with: self.log)
        _ = try await peer.endorse(proposal, at: MarketWorld.now)
        let late = await #expect(throws: LedgerError.self) {
            try await peer.endorse(proposal, at: self.ledger.world.period.start)
        }
        #expect(late?.code == .contractBroken)
    }

    @Test func `takes nothing before the genesis for valid`() async throws {
        let folder = try TemporaryFolder()
        let log = try SegmentLog(folder: "\(folder.path)/log")
        let world = self.ledger.world
        let transactions: [Transaction] = [.certificates(world.certificates), .revocationList(world.list)]
        _ = try await log.append(
            transactions.map { .transaction(try $0.encoded()) } + [.timeToCut(0)],
            at: MarketWorld.now
        )
        let peer = try self.ledger.peer(in: folder.path)
        #expect(try await peer.catchUp(with: log).map(\.codes) == [[.misplaced, .misplaced]])
        #expect(!(try LedgerAudit(folder: "\(folder.path)/peer-1/blocks").isGood))
    }

    @Test func `judges by the revocation list of the block, not by what came after`() async throws {
        let peers = try (0..<2).map { try self.ledger.peer($0, in: self.folder.path) }
        for peer in peers { _ = try await peer.catchUp(with: self.log) }
        let world = self.ledger.world
        let first = try await self.endorsed(self.sample.proposal(self.sample.trade(0, energy: 10)), by: peers)
        let second = try await self.endorsed(
            self.sample.proposal(self.sample.trade(1, energy: 10)),
            by: peers
        )
        try await self.order([first], cutting: 3)
        let list = try MarketWorld.list(of: world.authority, revoking: [world.buyers[0]], number: 2)
        try await self.order([.revocationList(list)], isConfiguration: true)
        // Revoked between endorsement and commit.
        try await self.order([second], cutting: 5)
        for peer in peers {
            let commits = try await peer.catchUp(with: self.log)
            #expect(commits.map(\.codes) == [[.valid], [.valid], [.contractBroken]])
            #expect(commits.last?.faults.first?.contains("revoked") == true)
        }
        #expect(try LedgerAudit(folder: "\(self.folder.path)/peer-1/blocks").trades == 1)
    }

    @Test func `is the same again after it was closed, with or without its index`() async throws {
        let peers = try (0..<2).map { try self.ledger.peer($0, in: self.folder.path) }
        for peer in peers { _ = try await peer.catchUp(with: self.log) }
        let proposal = try self.sample.proposal(self.sample.trade(0, energy: 400))
        try await self.order([try await self.endorsed(proposal, by: peers)], cutting: 3)
        for peer in peers { _ = try await peer.catchUp(with: self.log) }
        let trades = try await peers[0].trades(of: 3)
        for isIndexed in [true, false] {
            let copy = try self.folder.copy()
            let names = try FileSystem.names(in: "\(copy.path)/peer-1").filter { $0.hasPrefix("index") }
            #expect(!names.isEmpty)
            if !isIndexed { for name in names { try FileSystem.remove("\(copy.path)/peer-1/\(name)") } }
            let peer = try self.ledger.peer(in: copy.path)
            #expect(await peer.last == peers[0].last)
            #expect(await peer.nextTrade == 1)
            #expect(await peer.nextLogPosition == peers[0].nextLogPosition)
            #expect(try await peer.trades(of: 3) == trades)
            #expect(try await peer.catchUp(with: self.log).isEmpty)
            // It knows what is sold, and the certificates and the list.
            let more = try self.sample.proposal(self.sample.trade(1, energy: 601))
            let fault = await #expect(throws: LedgerError.self) {
                try await peer.endorse(more, at: MarketWorld.now)
            }
            #expect(fault?.reason.contains("has 600 Wh left") == true)
            _ = try await peer.endorse(
                self.sample.proposal(self.sample.trade(1, energy: 600)),
                at: MarketWorld.now
            )
        }
    }

    /// An index that says less than the blocks is no way to sell twice: what an editor has the file but not the key for.
    @Test(arguments: [
        "UPDATE block SET codes = x'03' WHERE number = 3", "DELETE FROM block WHERE number = 3",
        "DELETE FROM block",
        "UPDATE block SET hash = zeroblob(32) WHERE number = 3", "DELETE FROM seal",
    ]) func `endorses no second sale, whatever was done to its index`(_ edit: String) async throws {
        let peers = try (0..<2).map { try self.ledger.peer($0, in: self.folder.path) }
        for peer in peers { _ = try await peer.catchUp(with: self.log) }
        let proposal = try self.sample.proposal(self.sample.trade(0))
        try await self.order([try await self.endorsed(proposal, by: peers)], cutting: 3)
        for peer in peers { _ = try await peer.catchUp(with: self.log) }
        let copy = try self.folder.copy()
        try await DatabaseQueue(path: "\(copy.path)/peer-1/index.sqlite").write { try $0.execute(sql: edit) }
        let second = try self.sample.proposal(self.sample.trade(1))
        for _ in 0..<2 {
            let peer = try self.ledger.peer(in: copy.path)
            let error = await #expect(throws: LedgerError.self) {
                try await peer.endorse(second, at: MarketWorld.now)
            }
            #expect(error?.reason.contains("has 0 Wh left") == true, "\(error?.reason ?? "")")
            #expect(await peer.nextTrade == 1)
            #expect(try await peer.trades(of: 3).count == 1)
        }
    }

    /// An index whose seal is good, of a peer that had other verdicts.
    @Test func `judges anew where its sealed verdicts contradict the blocks`() async throws {
        let peers = try (0..<2).map { try self.ledger.peer($0, in: self.folder.path) }
        for peer in peers { _ = try await peer.catchUp(with: self.log) }
        let good = try await self.endorsed(self.sample.proposal(self.sample.trade(0)), by: peers)
        let bad = try await self.endorsed(self.sample.proposal(self.sample.trade(1)), by: peers)
        try await self.order([good, bad], cutting: 3)
        for peer in peers {
            #expect(try await peer.catchUp(with: self.log)[0].codes == [.valid, .contractBroken])
        }
        let copy = try self.folder.copy()
        do {
            let index = try LedgerIndex(
                path: "\(copy.path)/peer-1/index.sqlite",
                key: self.ledger.world.peers[0].key
            )
            let block = try #require(index.rows.last?.block)
            try index.truncate(to: 3)
            try index.add(LedgerIndex.Row(block: block, codes: [.valid, .valid]))
        }
        let peer = try self.ledger.peer(in: copy.path)
        #expect(await peer.nextTrade == 1)
        #expect(try await peer.trades(of: 3).map(\.number) == [0])
    }

    @Test func `endorses nothing for another ledger of the same market`() async throws {
        let peer = try self.ledger.peer(in: self.folder.path)
        _ = try await peer.catchUp(with: self.log)
        for ledger in [nil, Digest(hashing: [1])] {
            var sample = self.sample
            sample.ledger = ledger
            let proposal = try sample.proposal(sample.trade())
            let error = await #expect(throws: LedgerError.self) {
                try await peer.endorse(proposal, at: MarketWorld.now)
            }
            #expect(error?.code == .contractBroken)
            #expect(error?.reason.contains("for the ledger") == true)
        }
        _ = try await peer.endorse(self.sample.proposal(self.sample.trade()), at: MarketWorld.now)
    }

    @Test func `takes no endorsements from another ledger of the same market`() async throws {
        let folder = try TemporaryFolder()
        let log = try SegmentLog(folder: "\(folder.path)/log")
        let world = self.ledger.world
        // The same genesis, a second later.
        let later = MarketWorld.now.adding(seconds: 1)
        let first: [Transaction] = [.genesis(self.ledger.genesis), .revocationList(world.list)]
        for transaction in first {
            _ = try await log.append([.transaction(transaction.encoded(), isConfiguration: true)], at: later)
        }
        let certificates = try Transaction.certificates(world.certificates).encoded()
        _ = try await log.append([.transaction(certificates), .timeToCut(2)], at: later)
        let peers = try (0..<2).map { try self.ledger.peer($0, in: self.folder.path) }
        for peer in peers { _ = try await peer.catchUp(with: self.log) }
        let transaction = try await self.endorsed(self.sample.proposal(self.sample.trade()), by: peers)
        _ = try await log.append([.transaction(transaction.encoded()), .timeToCut(3)], at: later)
        let other = try self.ledger.peer(in: folder.path)
        #expect(try await other.catchUp(with: log).last?.codes == [.notEndorsed])
    }

    @Test func `of the first edition, a ledger is not named`() async throws {
        let folder = try TemporaryFolder()
        let log = try SegmentLog(folder: "\(folder.path)/log")
        let world = self.ledger.world
        let genesis = try self.ledger.genesis(of: .first)
        for transaction in [Transaction.genesis(genesis), .revocationList(world.list)] {
            _ = try await log.append(
                [.transaction(transaction.encoded(), isConfiguration: true)],
                at: MarketWorld.now
            )
        }
        let certificates = try Transaction.certificates(world.certificates).encoded()
        _ = try await log.append([.transaction(certificates), .timeToCut(2)], at: MarketWorld.now)
        let peers = try (0..<2).map { try self.ledger.peer($0, in: folder.path) }
        for peer in peers {
            _ = try await peer.catchUp(with: log)
            #expect(await peer.ledgerName == nil)
        }
        let sample = try TradeSample()
        let transaction = try await self.endorsed(sample.proposal(sample.trade()), by: peers)
        _ = try await log.append([.transaction(transaction.encoded()), .timeToCut(3)], at: MarketWorld.now)
        #expect(try await peers[0].catchUp(with: log).last?.codes == [.valid])
    }
}
