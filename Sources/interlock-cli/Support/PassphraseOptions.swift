import ArgumentParser
import Interlock

/// Where a passphrase comes from; never from an argument.
struct PassphraseOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Read the passphrase from this file (its first line, without a byte order mark; - for standard input).",
            valueName: "file"
        ),
        completion: .file()
    )
    var passphraseFile: String?

    init() {}

    init(file: String?) { self.passphraseFile = file }

    /// The passphrase of something that exists.
    func read(for what: String) throws -> SecretBytes {
        guard let passphraseFile else {
            return try Terminal.readPassphrase(prompt: "Passphrase for \(what): ")
        }
        return try Self.read(file: passphraseFile)
    }

    /// The passphrase of something to be made; typed twice at a terminal.
    func choose(for what: String) throws -> SecretBytes {
        if let passphraseFile { return try Self.read(file: passphraseFile) }
        let first = try Terminal.readPassphrase(prompt: "New passphrase for \(what): ")
        let second = try Terminal.readPassphrase(prompt: "The same again: ")
        let isSame = first.constantTimeEquals(second)
        guard isSame else { throw Failure(.usage, "the two passphrases differ") }
        return first
    }

    static func read(file: String) throws -> SecretBytes {
        var bytes = try FileSystem.read(file, limit: 4_096)
        defer { for index in bytes.indices { bytes[index] = 0 } }
        let line = ByteOrderMark.removed(from: bytes[...]).prefix {
            $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r")
        }
        guard !line.isEmpty else { throw Failure(.usage, "\(file): the passphrase is empty") }
        return SecretBytes(copying: line)
    }
}
