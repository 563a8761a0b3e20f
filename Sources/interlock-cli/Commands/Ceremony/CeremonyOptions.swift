import ArgumentParser
import Interlock

/// Shares that stand in for a master key's file, for one command.
struct ShareOptions: ParsableArguments {
    @Option(
        help: "The folder of the master key's ceremonies; with --share in place of the master key's file.",
        completion: .directory
    )
    var ceremony: String?

    @Option(
        help: "A custodian's share, as `ca share open` writes it (- for standard input).",
        completion: .file()
    )
    var share: [String] = []

    @OptionGroup var times: CeremonyTimeOptions

    func validate() throws {
        guard (self.ceremony == nil) == self.share.isEmpty else {
            throw ValidationError("--ceremony and --share go together")
        }
    }

    /// Restores the master key and writes down what for; nil where no shares are named.
    func openMasterKey(_ certificate: @autoclosure () throws -> Certificate) throws -> MasterKey? {
        guard let ceremony else { return nil }
        let folder = CeremonyFolder(path: ceremony)
        var log = try folder.read(certificate(), acceptsEarlierTimes: self.times.acceptEarlierTimes)
        let shares = try self.share.map(ShareFile.read)
        if let fault = try BroughtFault.all(in: shares, from: self.share, log).first { throw fault.failure }
        let masterKey = try log.restore(shares, as: .open, purpose: Self.purpose, at: .now)
        // On record before the command does anything.
        try folder.append(log)
        return masterKey
    }

    /// The command's words without its options.
    private static var purpose: String {
        CommandLine.arguments.dropFirst().prefix { !$0.hasPrefix("-") }.prefix(3).joined(separator: " ")
    }
}

/// What every ceremony with custodians needs.
struct CeremonyOptions: ParsableArguments {
    @Option(help: "The folder of the master key's ceremonies.", completion: .directory)
    var ceremony: String

    @Option(help: "The authority's certificate.", completion: .file())
    var certificate: String

    @Option(
        help: "A custodian's share, as `ca share open` writes it (- for standard input).",
        completion: .file()
    )
    var share: [String] = []

    @OptionGroup var times: CeremonyTimeOptions

    var folder: CeremonyFolder { CeremonyFolder(path: self.ceremony) }

    func readLog() throws -> CeremonyLog {
        guard let certificate = try CertificateFile.read(self.certificate).first else {
            throw Failure(.usage, "\(self.certificate): no certificate in it")
        }
        return try self.folder.read(certificate, acceptsEarlierTimes: self.times.acceptEarlierTimes)
    }

    /// The shares; the files of wrong ones are named, as JSON too.
    func readShares(_ log: CeremonyLog, _ output: OutputOptions) throws -> [MasterKeyShare] {
        let shares = try self.share.map(ShareFile.read)
        let faults = try BroughtFault.all(in: shares, from: self.share, log)
        guard let first = faults.first else { return shares }
        guard output.json else {
            let others = faults.dropFirst().map { "; \($0)" }.joined()
            throw Failure(.no, first.failure.message + others)
        }
        try output.print(ShownFaults(faults), text: "")
        throw ExitCode(ExitStatus.no.rawValue)
    }
}

/// The leniency towards transcripts that earlier versions wrote.
struct CeremonyTimeOptions: ParsableArguments {
    @Flag(
        help:
            "Accept transcripts that are dated before the one before, as earlier versions wrote them where a clock went back."
    )
    var acceptEarlierTimes = false
}

/// A wrong share, and the file that it came in.
struct BroughtFault: CustomStringConvertible {
    let file: String
    let fault: ShareFault

    /// The faults of shares, each of which came in the file at the same place.
    static func all(in shares: [MasterKeyShare], from files: [String], _ log: CeremonyLog) throws
        -> [BroughtFault]
    {
        try log.set.faults(in: shares).map { BroughtFault(file: files[$0.place], fault: $0) }
    }

    /// The number on a share is whatever its bringer wrote, so the file is what is named.
    var description: String {
        "\(self.file): share \(self.fault.index) (\(self.fault.holder)) \(self.fault.reason); the holder of this file "
            + "brought it, who need not be \(self.fault.holder)"
    }

    var failure: Failure { Failure(.no, "wrongShare: \(self)") }
}

/// Wrong shares, as they are shown.
struct ShownFaults: Encodable {
    struct Fault: Encodable {
        var file: String
        var index: Int
        var holder: String
        var reason: String
    }
    var good = false
    var faults: [Fault]

    init(_ faults: [BroughtFault]) {
        self.faults = faults.map {
            Fault(file: $0.file, index: $0.fault.index, holder: $0.fault.holder, reason: $0.fault.reason)
        }
    }
}

/// A share set, as it is shown after a ceremony.
struct ShownSet: Encodable {
    struct Custodian: Encodable {
        var index: Int
        var name: String
        var sha256: String
    }
    var good = true
    var generation: UInt32
    var threshold: Int
    var custodians: [Custodian]
    var set: String
    var ceremonies: Int
    var transcript: String

    init(_ log: CeremonyLog) {
        self.generation = log.set.generation
        self.threshold = log.set.threshold
        self.custodians = log.set.custodians.enumerated().map { place, certificate in
            Custodian(
                index: place + 1,
                name: log.set.name(at: place + 1),
                sha256: certificate.thumbprint.description
            )
        }
        self.set = log.set.digest.description
        self.ceremonies = log.transcripts.count
        self.transcript = log.transcripts.last?.digest.description ?? ""
    }

    var text: String {
        let head =
            "generation \(self.generation): \(self.threshold) of \(self.custodians.count) restore the master key"
        let lines = self.custodians.map { "share \($0.index)  \($0.name)  sha256 \($0.sha256)" }
        let end = ["set        \(self.set)", "transcript \(self.transcript)"]
        return ([head] + lines + end).joined(separator: "\n")
    }
}
