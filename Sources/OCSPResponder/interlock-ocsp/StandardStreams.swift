import Glibc

/// Standard output and standard error, whose readers may leave at any time.
enum StandardStreams {
    /// Makes a write without a reader an error in place of a signal that ends the process.
    static func survive() { _ = signal(SIGPIPE, SIG_IGN) }

    /// Writes a line to standard error; a line that nobody reads is lost.
    static func log(_ message: String) {
        let line = message.split(separator: "\n").joined(separator: " ")
        Self.write("interlock-ocsp: \(line)\n", to: STDERR_FILENO)
    }

    /// Writes a line to standard output, unbuffered: whoever started the responder waits for it.
    static func print(_ line: String) { Self.write("\(line)\n", to: STDOUT_FILENO) }

    private static func write(_ text: String, to descriptor: Int32) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes {
                unsafe Glibc.write(descriptor, $0.baseAddress, $0.count)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }
}
