import ArgumentParser
import Interlock

struct LedgerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ledger",
        abstract: "Show and verify a ledger.",
        subcommands: [LedgerShow.self, LedgerTrades.self, LedgerVerify.self]
    )
}

struct LedgerVerify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Verify a ledger again from its segment files alone.",
        discussion: """
            Checks every frame, hash and Merkle root, and every transaction as of its block: certificates, \
            revocation, signatures, permissions, energy. Of a node's folder, every peer's copy: those of all peers that \
            the genesis block names must be there, and be what the ordered log gives.

            Not proven is that nothing was left out: blocks bear no signature of the peers, so a chain without some \
            transactions, its hashes made anew, passes. Compare the last hash with other organisations' copies.

            EXAMPLES
              interlock ledger verify run/ledger
              interlock ledger verify run/ledger --genesis HASH
            """
    )

    @Argument(help: "The ledger's folder.", completion: .directory)
    var folder: String

    @Option(help: "The hash that block 0 must have (hex): the ledger's name.")
    var genesis: String?

    @OptionGroup var output: OutputOptions

    private struct Copy: Encodable {
        var peer: String
        var blocks: UInt64
        var transactions: Int
        var invalid: [String: Int]
        var trades: Int
        var energyWh: Int64
        var genesisHash: String?
        var lastHash: String?
        var problemBlock: UInt64?
    }

    private struct Report: Encodable {
        var good: Bool
        var faults: [String]
        var notes: [String]
        var notProven: [String]
        var copies: [Copy]
    }

    func run() async throws {
        let verdict = try await LedgerFolder(path: self.folder).audit(genesisHash: try self.genesisHash())
        let copies = verdict.audits.map { name, audit in
            Copy(
                peer: name,
                blocks: audit.blocks,
                transactions: audit.transactions,
                invalid: Dictionary(
                    uniqueKeysWithValues: audit.invalid.map { ($0.key.description, $0.value) }
                ),
                trades: audit.trades,
                energyWh: audit.energy.wattHours,
                genesisHash: audit.genesisHash?.description,
                lastHash: audit.lastHash?.description,
                problemBlock: audit.problem?.block
            )
        }
        let lines = copies.map {
            "\($0.peer.isEmpty ? "" : $0.peer + ": ")\($0.blocks) blocks, \($0.transactions) transactions, "
                + "\($0.trades) trades, \($0.energyWh) Wh"
        }
        let notProven = self.notProven(verdict)
        let report = Report(
            good: verdict.isGood,
            faults: verdict.faults,
            notes: verdict.notes,
            notProven: notProven,
            copies: copies
        )
        if verdict.isGood || self.output.json {
            let text =
                ["good"] + lines + verdict.notes.map { "note: \($0)" } + notProven.map { "not proven: \($0)" }
            try self.output.print(report, text: text.joined(separator: "\n"))
        }
        guard !verdict.isGood else { return }
        guard self.output.json else { throw Failure(.no, Self.brief(verdict.faults)) }
        throw ExitCode(ExitStatus.no.rawValue)
    }

    private func notProven(_ verdict: LedgerFolder.Verdict) -> [String] {
        guard let last = verdict.audits.first?.audit.headers.last else { return [] }
        let own = self.genesis == nil ? ["that this is the ledger that you mean; give --genesis"] : []
        return own + [
            "that nothing was left out, for no peer signs blocks; compare with other organisations: block \(last.number), \(last.hash)"
        ]
    }

    private static func brief(_ faults: [String]) -> String {
        let rest = faults.count - 4
        return faults.prefix(4).joined(separator: "; ") + (rest > 0 ? "; and \(rest) more" : "")
    }

    private func genesisHash() throws -> Digest? {
        guard let genesis else { return nil }
        guard let bytes = [UInt8](hex: genesis), let hash = try? Digest(rawRepresentation: bytes) else {
            throw Failure(.usage, "--genesis is not 64 hexadecimal digits")
        }
        return hash
    }
}
