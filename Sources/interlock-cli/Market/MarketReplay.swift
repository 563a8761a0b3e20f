import ArgumentParser
import Interlock

struct MarketReplay: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay",
        abstract: "Make a node's trades again from its intake log, and compare them with the ledger.",
        discussion: """
            The matching centre is a function of what it took in: whoever has the intake log makes the same trades, \
            byte for byte. Prints each trade's number and deterministic CBOR; a trade of the ledger that the log does \
            not make is a no. Trades that the peers refused are made too, and are in no block.

            EXAMPLE
              interlock market replay run/ledger
            """
    )

    @Argument(help: "The node's folder.", completion: .directory)
    var folder: String

    @OptionGroup var output: OutputOptions

    private struct Line: Encodable {
        var number: UInt64
        var trade: String
        var committed: Bool
    }

    func run() throws {
        let made = try self.replay()
        let committed = Set(try LedgerRecords(folder: self.folder).trades.map(\.id))
        guard committed.isSubset(of: made.map(\.id)) else {
            throw Failure(.no, "\(self.folder): the intake log does not make every trade of the ledger")
        }
        let lines = made.map {
            Line(number: $0.number, trade: $0.cbor.encoded().hexString, committed: committed.contains($0.id))
        }
        try self.output.print(lines, text: lines.map { "\($0.number) \($0.trade)" }.joined(separator: "\n"))
    }

    private func replay() throws -> [Trade] {
        var machine = try self.machine()
        let intake = "\(self.folder)/intake"
        guard FileSystem.isFolder(intake) else { throw Failure(.usage, "\(intake): no such folder") }
        var trades: [Trade] = []
        try SegmentLog.entries(in: intake) { trades += try machine.replay($0).map(\.trade) }
        return trades
    }

    /// A centre with no orders, by the genesis and the certificates of the ledger.
    private func machine() throws -> IntakeMachine {
        guard let copy = try LedgerFolder(path: self.folder).blockFolders().first else {
            throw Failure(.usage, "\(self.folder): no peer's blocks in it")
        }
        var genesis: Genesis?
        var certificates: [Certificate] = []
        var implicit: [ImplicitCertificate] = []
        let problem = try BlockStore.verify(folder: copy.path) { block in
            for transaction in block.transactions {
                switch try? Transaction(decoding: transaction) {
                case .genesis(let found): genesis = genesis ?? found
                case .certificates(let found, let more):
                    certificates += found
                    implicit += more
                default: break
                }
            }
            return nil
        }
        if let problem { throw Failure(.no, problem.description) }
        guard let genesis else { throw Failure(.no, "\(copy.path): no genesis in it") }
        return try IntakeMachine(genesis: genesis, certificates: certificates, implicit: implicit)
    }
}
