import ArgumentParser
import Interlock

struct CAShare: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "share",
        abstract: "What a custodian does with a share: decrypt it for paper, check it.",
        subcommands: [CAShareOpen.self, CAShareCheck.self, CAShareTrace.self]
    )
}

struct CAShareOpen: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "open",
        abstract: "Decrypt a share with its custodian's key, into the form for paper.",
        discussion: """
            Each line has a checksum of its own, so a slip of the pen is found and its line named. Whoever sees the \
            file has the share.

            EXAMPLE
              interlock ca share open --in ceremony/generation-0/share-2.p7m --key bob.key.pem --cert bob.cert.pem --out bob.share
            """
    )

    @Option(name: .customLong("in"), help: "The encrypted share (CMS in DER).", completion: .file())
    var input: String

    @Option(help: "The custodian's private key (PKCS#8, encrypted).", completion: .file())
    var key: String

    @Option(help: "The custodian's certificate.", completion: .file())
    var cert: String

    @Option(help: "Write the share here (0600).", completion: .file())
    var out: String

    @OptionGroup var passphrase: PassphraseOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        try FileSystem.checkFree(self.out)
        let certificate = try CustodianFile.read(self.cert)
        let message = try FileSystem.read(self.input, limit: KeyDelivery.byteLimit)
        let secret = try self.passphrase.read(for: self.key)
        let pem = String(decoding: try FileSystem.read(self.key, limit: 1 << 20), as: UTF8.self)
        let key = try Failure.naming(self.key) {
            try SigningKey(encryptedPEMRepresentation: pem, passphrase: secret)
        }
        let share = try Failure.naming(self.input) {
            try MasterKeyShare(enveloped: message, for: certificate, key: key)
        }
        try ShareFile.create(self.out, share)
        try self.output.print(
            ["share": self.out, "set": share.setDigest.description],
            text: "\(share)\n\(self.out)"
        )
    }
}

struct CAShareCheck: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Say whether shares are those that were dealt, each by itself.",
        discussion: """
            EXIT STATUS
              0  each is
              1  one is not; its file is named

            EXAMPLE
              interlock ca share check --ceremony ceremony --certificate root/ca.cert.pem --share bob.share
            """
    )

    @OptionGroup var ceremony: CeremonyOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard !self.ceremony.share.isEmpty else { throw ValidationError("there is no --share") }
    }

    func run() throws {
        let log = try self.ceremony.readLog()
        let shares = try self.ceremony.readShares(log, self.output)
        let lines = shares.map {
            "share \($0.index) (\(log.set.name(at: $0.index))) is the one that was dealt"
        }
        try self.output.print(ShownSet(log), text: lines.joined(separator: "\n"))
    }
}

/// Does the arithmetic of a split, a combination and a refresh on a test seed: what callgrind counts instructions of, for different seeds.
struct CAShareTrace: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "trace",
        abstract: "Share and restore a test seed, to have the instructions counted.",
        shouldDisplay: false
    )

    enum Seed: String, CaseIterable, ExpressibleByArgument { case zeros, ones, random }

    @Option(help: "The seed.")
    var seed: Seed

    func run() throws {
        // The same is drawn for each, so that the heap is the same.
        let random = try SecretBytes.random(count: 64).publicCopy()
        let bytes = random.map { byte -> UInt8 in
            switch self.seed {
            case .zeros: 0
            case .ones: 255
            case .random: byte
            }
        }
        guard try SecretSharing.trace(SecretBytes(copying: bytes)) else {
            throw Failure(.no, "the seed is not restored")
        }
    }
}
