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
            revocation, signatures, permissions, energy. Of a node's folder, every peer's copy.

            EXAMPLE
              interlock ledger verify run/ledger
            """
    )

    @Argument(help: "The ledger's folder.", completion: .directory)
    var folder: String

    @Option(help: "The hash that block 0 must have (hex): who trusts it need trust nothing else.")
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
            "\($0.peer.isEmpty ? "" : $0.peer + ": ")\($0.blocks) blocks, \($0.trades) trades, \($0.energyWh) Wh"
        }
        let report = Report(good: verdict.isGood, faults: verdict.faults, copies: copies)
        if verdict.isGood || self.output.json {
            try self.output.print(report, text: (["good"] + lines).joined(separator: "\n"))
        }
        guard !verdict.isGood else { return }
        guard self.output.json else { throw Failure(.no, Self.brief(verdict.faults)) }
        throw ExitCode(ExitStatus.no.rawValue)
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
