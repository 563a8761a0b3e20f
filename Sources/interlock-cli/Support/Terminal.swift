import ArgumentParser
import FoundationEssentials
import Glibc
import Interlock
import InterlockJSON

/// Standard output, standard error and the controlling terminal.
enum Terminal {
    /// Whether a person may be looking at standard error.
    static var isInteractive: Bool { isatty(STDERR_FILENO) == 1 }

    /// Writes a line to standard error.
    static func warn(_ message: String) {
        let line = message.split(separator: "\n").joined(separator: " ")
        Self.write("interlock: \(line)\n", to: STDERR_FILENO)
    }

    /// Replaces the current line of standard error, on a terminal only.
    static func progress(_ text: String) {
        guard Self.isInteractive else { return }
        Self.write("\r\u{1b}[K\(text)", to: STDERR_FILENO)
    }

    static func endProgress() { if Self.isInteractive { Self.write("\r\u{1b}[K", to: STDERR_FILENO) } }

    /// Writes text to standard output.
    static func print(_ text: String) { Self.write(text + "\n", to: STDOUT_FILENO) }

    private static func write(_ text: String, to descriptor: Int32) {
        do {
            try FileSystem.writeAll(descriptor, Array(text.utf8), path: "standard output")
        } catch {
            guard descriptor == STDOUT_FILENO else { return }
            Self.warn("\(error)")
            exit(ExitStatus.io.rawValue)
        }
    }

    /// A line typed at the controlling terminal with echo off.
    ///
    /// A signal that ends the process while it waits takes effect when echo is on again: the signals are blocked, and
    /// let through by each wait for input only.
    static func readPassphrase(prompt: String) throws(Failure) -> SecretBytes {
        let tty = unsafe open("/dev/tty", O_RDWR | O_CLOEXEC)
        guard tty >= 0 else {
            throw Failure(.usage, "no terminal to ask for a passphrase at; name a --passphrase-file")
        }
        defer { _ = close(tty) }
        var saved = termios()
        guard unsafe tcgetattr(tty, &saved) == 0 else { throw Failure(.io, "/dev/tty is not a terminal") }
        let signals = EndingSignals()
        var silent = saved
        silent.c_lflag &= ~tcflag_t(ECHO)
        silent.c_lflag |= tcflag_t(ECHONL)
        _ = unsafe tcsetattr(tty, TCSAFLUSH, &silent)
        defer {
            _ = unsafe tcsetattr(tty, TCSAFLUSH, &saved)
            signals.release()
        }
        _ = unsafe Glibc.write(tty, prompt, prompt.utf8.count)
        var line = [UInt8](repeating: 0, count: 1_024)
        defer { for index in line.indices { line[index] = 0 } }
        var count = 0
        var byte: UInt8 = 0
        while signals.wait(for: tty), unsafe read(tty, &byte, 1) == 1, byte != UInt8(ascii: "\n"),
            count < line.count
        {
            line[count] = byte
            count += 1
        }
        guard count > 0 else { throw Failure(.usage, "the passphrase is empty") }
        return SecretBytes(copying: line[..<count])
    }
}

/// How results are printed.
struct OutputOptions: ParsableArguments {
    @Flag(help: "Print one JSON object instead of text.")
    var json = false

    /// Prints `value` as JSON, or `text`.
    func print(_ value: some Encodable, text: @autoclosure () -> String) throws {
        guard self.json else { return Terminal.print(text()) }
        Terminal.print(try JSON.text(value))
    }
}

/// JSON as the commands write it: one line, keys sorted.
enum JSON {
    static func text(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    static func read<Value: Decodable>(
        _ path: String,
        as type: Value.Type = Value.self,
        limit: Int = 1 << 24,
        ignoringUnknownMembers: Bool = false
    ) throws -> Value {
        let bytes = try FileSystem.read(path, limit: limit)
        do {
            return try StrictJSON.decode(from: bytes, ignoringUnknownMembers: ignoringUnknownMembers)
        } catch {
            throw Failure(error.cause.flatMap { Failure($0)?.status } ?? .usage, "\(path):\(error)")
        }
    }
}
