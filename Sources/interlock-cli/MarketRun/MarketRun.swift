import ArgumentParser
import Interlock

struct MarketCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "market",
        abstract: "Run a market, or study one.",
        subcommands: [
            MarketRun.self, MarketReplay.self, MarketClear.self, MarketBook.self, MarketSettle.self,
            MarketOrders.self, MarketSample.self,
        ]
    )
}

struct MarketRun: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Trade a day of meter data, from certificates to an audited ledger.",
        discussion: """
            Makes a certificate authority, gives every household its attributes, key and certificate, has each sign \
            a demand or a supply for each quarter of an hour, admits, matches, endorses (2 of 3 peers), commits, \
            tells dispatch, and audits the ledger. Messages of unfit senders (expired, revoked, without permission, \
            low credit, forged, tampered, replayed, …) are part of every run, and each must be refused for its own \
            reason.

            A run that was ended, however, goes on where it stopped when it is called again with the same \
            arguments. Limit prices lie between feed-in (0.0820) and retail tariff (0.3200), at places drawn from \
            --seed.

            EXAMPLE
              interlock market run --data Docs/Data/sample-day.csv --day 2026-06-15 --out run
              interlock market run --data Docs/Data/sample-day.csv --day 2026-06-15 --credentials ecqv --out run
              interlock ledger verify run/ledger
            """
    )

    @Option(help: "Meter data (CSV: household,period_start,load_wh,pv_wh).", completion: .file())
    var data: String

    @Option(help: "The day to trade, such as 2016-06-15.")
    var day: Timestamp

    @Option(help: "The folder to make, or to go on with; no other is taken over.", completion: .directory)
    var out: String

    @Option(help: "What limit prices are drawn from.")
    var seed: UInt64 = 1

    @Option(help: "The households' certificates: x509, or ecqv for implicit ones.")
    var credentials: RunCredentials = .x509

    @Option(
        help:
            "The passphrase of the rehearsal's master key; where it is left out, one is made and kept beside it.",
        completion: .file()
    )
    var passphraseFile: String?

    @Option(help: "The clearing rule.")
    var rule = Mechanism.continuous

    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard self.day.secondsSinceEpoch.isMultiple(of: 86_400), self.day.secondsSinceEpoch > 0 else {
            throw ValidationError("--day is a date, such as 2016-06-15")
        }
    }

    /// What a run's orders are made of; `run.json` keeps it, so that no other run goes on in its folder.
    private struct Origin: Codable, Equatable {
        var day: Timestamp
        var seed: UInt64
        /// SHA-256 of the data file.
        var data: String
        /// Which clearing rule, where it is not the continuous one.
        var rule: Mechanism?
        /// Which certificates, where it is not X.509.
        var credentials: RunCredentials?
    }

    /// The folder's name without slashes after it.
    private var folder: String {
        var name = self.out[...]
        while name.count > 1, name.last == "/" { name.removeLast() }
        return String(name)
    }

    /// Makes the folder, or goes on in one that an earlier call with the same arguments has made; takes over no other.
    private func takeFolder() throws {
        let data = Digest(hashing: try FileSystem.read(self.data))
        let origin = Origin(
            day: self.day,
            seed: self.seed,
            data: data.description,
            rule: self.rule == .continuous ? nil : self.rule,
            credentials: self.credentials == .x509 ? nil : self.credentials
        )
        let path = "\(self.folder)/\(Self.originName)"
        guard FileSystem.exists(path) else {
            return try self.makeFolder(Array((JSON.text(origin) + "\n").utf8))
        }
        guard try JSON.read(path, as: Origin.self) == origin else {
            throw Failure(
                .usage,
                "\(self.folder): holds the run of another day, seed, rule, data or kind of certificates; choose a new --out"
            )
        }
    }

    private static let originName = "run.json"

    private func makeFolder(_ origin: [UInt8]) throws {
        guard FileSystem.exists(self.folder) else {
            return try FileSystem.createFolder(self.folder) {
                try FileSystem.create("\($0)/\(Self.originName)", mode: 0o644, origin)
            }
        }
        // What a process leaves that was killed while it wrote the first file is no one else's.
        guard FileSystem.isFolder(self.folder),
            try FileSystem.names(in: self.folder).allSatisfy({
                $0.hasPrefix("\(Self.originName).") && $0.hasSuffix(".tmp")
            })
        else {
            throw Failure(
                .usage,
                "\(self.folder): is there already, and no `market run` has made it; name a folder that is empty or not there"
            )
        }
        try FileSystem.create("\(self.folder)/\(Self.originName)", mode: 0o644, origin)
    }

    func run() async throws {
        let day = try MeterDay(MeterFile.read(self.data), day: self.day)
        guard !day.households.isEmpty else {
            throw Failure(.usage, "\(self.data): no readings for \(self.day)")
        }
        // What is wrong with the data or the passphrase is said before anything is made.
        let people = try Community.plan(day)
        let given = try self.passphraseFile.map { try PassphraseOptions.read(file: $0) }
        try self.takeFolder()
        Terminal.progress("certificates for \(day.households.count) households")
        let passphrase = try given ?? Community.passphrase(folder: self.folder)
        let community = try Community(
            folder: self.folder,
            day: day,
            people: people,
            credentials: self.credentials,
            passphrase: passphrase
        )
        let rehearsal = try await Rehearsal(
            day: day,
            community: community,
            folder: self.folder,
            seed: self.seed,
            rule: self.rule
        )
        var summary = try await rehearsal.run()
        summary.readings = RunSummary.Readings(day)
        summary.files = RunSummary.Files(folder: self.folder)
        Terminal.endProgress()
        try self.output.print(summary, text: summary.text)
        guard summary.isGood else { throw ExitCode(ExitStatus.no.rawValue) }
    }
}
