import ArgumentParser
import Interlock

struct LedgerShow: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show a ledger's blocks, or what one of them holds.",
        discussion: """
            Shows what the blocks say; `ledger verify` says whether it counts, and `ledger trades` lists what does.

            EXAMPLES
              interlock ledger show run/ledger
              interlock ledger show run/ledger --block 5 --json
            """
    )

    @Argument(help: "The ledger's folder.", completion: .directory)
    var folder: String

    @Option(help: "Show this block's transactions.")
    var block: UInt64?

    @OptionGroup var output: OutputOptions

    private struct Shown: Encodable {
        var number: UInt64
        var time: Timestamp
        var hash: String
        var transactions: [ShownTransaction]

        var text: String {
            "\(self.number)  \(self.time)  \(self.hash)  \(self.transactions.count) transactions"
        }
    }

    func run() throws {
        guard let folder = try LedgerFolder(path: self.folder).blockFolders().first?.path else {
            throw Failure(.usage, "\(self.folder): no ledger")
        }
        var blocks: [Shown] = []
        var reader = ShownTransaction.Reader()
        let problem = try BlockStore.verify(folder: folder) { block in
            let transactions = block.transactions.map { reader.read($0) }
            guard self.block ?? block.header.number == block.header.number else { return nil }
            blocks.append(
                Shown(
                    number: block.header.number,
                    time: block.header.time,
                    hash: block.header.hash.description,
                    transactions: transactions
                )
            )
            return nil
        }
        if let problem { throw Failure(.no, problem.description) }
        guard !blocks.isEmpty else { throw Failure(.usage, "\(self.folder): no such block") }
        let text = blocks.flatMap { [$0.text] + (self.block == nil ? [] : $0.transactions.map(\.text)) }
        try self.output.print(blocks, text: text.joined(separator: "\n"))
    }
}
