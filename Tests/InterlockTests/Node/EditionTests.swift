import Interlock
import InterlockCrypto
import MarketTestSupport
import Testing

@testable import InterlockLedger

@Suite("A node and the edition of its ledger")
struct EditionTests {
    let world: MarketWorld
    let folder: TemporaryFolder

    init() throws {
        self.world = try MarketWorld.shared()
        self.folder = try TemporaryFolder()
    }

    private func signed<Body: Order>(_ type: Body.Type, by person: MarketPerson) throws -> [UInt8] {
        let order: Body = try self.world.order(of: person, address: "LV5.201/\(person.identity)")
        return try order.signed(with: person.key, certificate: person.certificate).encoded
    }

    private func submit(_ ledger: LedgerSample) async throws -> TradingNode.Report {
        let messages = [
            try self.signed(Demand.self, by: self.world.buyers[0]),
            try self.signed(Supply.self, by: self.world.sellers[0]),
        ]
        return try await ledger.withNode(in: self.folder, sink: RecordingSink()) { node in
            try await node.submit(messages, at: MarketWorld.now)
        }
    }

    @Test func `of the first: any address trades, and the ledger opens and verifies again`() async throws {
        let ledger = try LedgerSample(edition: .first)
        let report = try await self.submit(ledger)
        #expect(report.trades.count == 1)
        #expect(report.refusedTrades.isEmpty)
        try await ledger.withNode(in: self.folder, sink: RecordingSink()) { _ in }
        let audit = try LedgerAudit(folder: "\(self.folder.path)/peers/peer-1/blocks")
        #expect(audit.isGood)
        #expect(audit.trades == 1)
    }

    @Test func `of the second: another address than the signer's wallet is refused`() async throws {
        let report = try await self.submit(LedgerSample())
        #expect(LedgerSample.codes(report) == [.addressMismatch, .addressMismatch])
        #expect(report.trades.isEmpty)
    }

    @Test func `of the second: no peer endorses a trade of such orders`() throws {
        let older = try self.world.gate(edition: .first)
        let sample = try TradeSample()
        let trade = sample.trade(
            demand: try older.admit(self.signed(Demand.self, by: self.world.buyers[0]), at: MarketWorld.now),
            supply: try older.admit(self.signed(Supply.self, by: self.world.sellers[0]), at: MarketWorld.now)
        )
        let fault = try sample.fault(trade)
        #expect(fault?.code == .contractBroken)
        #expect(fault?.reason.contains("addressMismatch") == true)
    }
}
