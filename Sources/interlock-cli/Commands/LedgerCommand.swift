import ArgumentParser
import Interlock

struct LedgerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ledger",
        abstract: "Show and verify a ledger.",
        subcommands: [LedgerShow.self, LedgerVerify.self]
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

struct LedgerShow: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show a ledger's blocks, or what one of them holds.",
        discussion: """
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

    private struct Line: Encodable {
        var number: UInt64
        var time: Timestamp
        var hash: String
        var transactions: [String]
    }

    func run() throws {
        guard let folder = try LedgerFolder(path: self.folder).blockFolders().first?.path else {
            throw Failure(.usage, "\(self.folder): no ledger")
        }
        var lines: [Line] = []
        let problem = try BlockStore.verify(folder: folder) { block in
            guard self.block ?? block.header.number == block.header.number else { return nil }
            lines.append(
                Line(
                    number: block.header.number,
                    time: block.header.time,
                    hash: block.header.hash.description,
                    transactions: block.transactions.map(self.describe)
                )
            )
            return nil
        }
        if let problem { throw Failure(.no, problem.description) }
        guard !lines.isEmpty else { throw Failure(.usage, "\(self.folder): no such block") }
        let text = lines.flatMap { line in
            ["\(line.number)  \(line.time)  \(line.hash)  \(line.transactions.count) transactions"]
                + (self.block == nil ? [] : line.transactions)
        }
        try self.output.print(lines, text: text.joined(separator: "\n"))
    }

    private func describe(_ encoded: [UInt8]) -> String {
        do {
            switch try Transaction(decoding: encoded) {
            case .genesis(let genesis): return "genesis of the market \(genesis.rules.market)"
            case .certificates(let certificates, let implicit):
                return "\(certificates.count) certificates, \(implicit.count) implicit"
            case .revocationList(let list): return "revocation list \(list.number) of \(list.issuer)"
            case .trades(let proposal, let endorsements):
                let message = try COSESign1(decoding: proposal)
                let trades = try CBOR(decoding: message.payload)
                return
                    "trades, \(endorsements.count) endorsements: \(trades.mapValue?[4].map { "\($0)" } ?? "")"
            case .message(let bytes):
                let message = try COSESign1(decoding: bytes)
                return "\(message.contentType ?? "a message"): \(try CBOR(decoding: message.payload))"
            }
        } catch {
            return "malformed: \(error)"
        }
    }
}
