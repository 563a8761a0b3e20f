import Interlock
import NIOCore

/// An error as the command line reports it, with the exit statuses of `interlock`.
struct Failure: Error {
    /// The statuses that a script can rely on.
    enum Status: Int32 {
        /// Not fit to sign with.
        case no = 1
        /// The command line, or what a file says, is wrong.
        case usage = 2
        /// A file cannot be read, or an address cannot be listened at.
        case io = 3
    }

    let status: Status
    let message: String

    init(_ status: Status, _ message: String) {
        self.status = status
        self.message = message
    }

    /// The meaning of an error for the command line; nil for the argument parser's own.
    init?(_ error: any Error) {
        switch error {
        case let failure as Failure: self = failure
        case let error as IdentityError:
            let isUsage = [.invalidEncoding, .limitExceeded].contains(error.code)
            self.init(isUsage ? .usage : .no, error.description)
        case let error as CryptoError:
            self.init(error.code == .wrongPassphrase ? .no : .usage, error.description)
        case let error as IOError: self.init(.io, error.description)
        case let error as ChannelError: self.init(.io, "\(error)")
        case let error as SocketAddressError: self.init(.usage, "\(error)")
        default: return nil
        }
    }

    /// Runs `body` on what a file holds; an error names the file.
    static func naming<Result: ~Copyable>(_ path: String, _ body: () throws -> Result) throws(Failure)
        -> Result
    {
        do {
            return try body()
        } catch {
            let failure = Failure(error) ?? Failure(.usage, "\(error)")
            guard !failure.message.hasPrefix(path) else { throw failure }
            throw Failure(failure.status, "\(path): \(failure.message)")
        }
    }
}
