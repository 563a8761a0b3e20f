import ArgumentParser
import Interlock
import InterlockAuthority
import InterlockJSON

/// The statuses that a script can rely on.
enum ExitStatus: Int32 {
    /// Done, valid, permitted.
    case yes = 0
    /// Invalid, denied, damaged.
    case no = 1
    /// The command line, or what a file says, is wrong.
    case usage = 2
    /// A file could not be read or written.
    case io = 3
}

/// An error as the command line reports it.
struct Failure: Error {
    let status: ExitStatus
    let message: String

    init(_ status: ExitStatus, _ message: String) {
        self.status = status
        self.message = message
    }

    /// What an error of the library means to the command line; nil for the argument parser's own.
    init?(_ error: any Error) {
        switch error {
        case let failure as Failure: self = failure
        case let error as FileError: self.init(.io, error.description)
        case let error as CryptoError:
            self.init(Self.isNo(error.code) ? .no : .usage, error.description)
        case let error as IdentityError: self.init(Self.isNo(error.code) ? .no : .usage, error.description)
        case let error as FabricError: self.init(Self.isNo(error.code) ? .no : .usage, error.description)
        case let error as AuthorityError: self.init(Self.status(of: error), error.description)
        case let error as AccessError: self.init(.usage, "\(error)")
        case let error as MarketError: self.init(.usage, error.description)
        case let error as LedgerError:
            self.init(
                error.code == .storage ? .io : [.malformed, .limits].contains(error.code) ? .usage : .no,
                error.description
            )
        case let refusal as Refusal: self.init(.no, refusal.description)
        case let fault as JSONFault: self.init(.usage, fault.description)
        case EncodingError.invalidValue(let value, _):
            self.init(.usage, "\(value) has no form in JSON; the text has it")
        default: return nil
        }
    }

    private static func status(of error: AuthorityError) -> ExitStatus {
        if let cause = error.cause { return Self.isNo(cause.code) ? .no : .usage }
        if error.code == .storage { return .io }
        return [.alreadyExists, .outsideValidity, .tokenMalformed].contains(error.code) ? .usage : .no
    }

    private static func isNo(_ code: CryptoError.Code) -> Bool {
        [.invalidSignature, .highS, .wrongPassphrase].contains(code)
    }

    private static func isNo(_ code: IdentityError.Code) -> Bool {
        ![
            .invalidAttribute, .invalidEncoding, .alreadyExists, .limitExceeded, .identityNamespace,
            .ambiguousName,
        ].contains(code)
    }

    private static func isNo(_ code: FabricError.Code) -> Bool {
        ![.invalidEncoding, .alreadyExists, .limitExceeded].contains(code)
    }

    /// Runs `body` on what a file holds; what goes wrong in it names the file.
    static func naming<Result: ~Copyable>(_ path: String, _ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch {
            guard let failure = Failure(error), !failure.message.hasPrefix(path) else { throw error }
            throw Failure(failure.status, "\(path): \(failure.message)")
        }
    }
}
