public import InterlockIdentity
internal import Synchronization

/// Remembers which sequence numbers each signer has used, in 150 bytes a signer, however many messages come.
///
/// With a file, every number taken is appended to it before the message is admitted, so the memory survives
/// the end of the process; the file is rewritten when it is several times larger than what it says. It is not
/// synced on each message: after a power cut the last numbers may be free again, and the ledger's own check
/// (no order is filled beyond its energy) is what then stands.
public final class ReplayGuard: Sendable {
    private let state: Mutex<State>

    private struct State {
        var windows: [ParticipantID: ReplayWindow] = [:]
        var journal: ReplayJournal?
    }

    /// Remembers in memory only, for a process whose numbers are kept elsewhere (a node's intake log).
    public init() { self.state = Mutex(State()) }

    /// Remembers in a file, which is made where it is not there.
    ///
    /// A file serves one gate at a time: two would each admit what the other has seen.
    ///
    /// - Throws: `FileError` where it cannot be read or written, or another gate uses it; `MarketError` with code `malformed` where it is
    ///   not such a file.
    public init(path: String) throws {
        let journal = try ReplayJournal(path: path)
        self.state = Mutex(State(windows: journal.windows, journal: journal))
    }

    /// Whether the number is free, without taking it.
    public func isFree(_ sequence: UInt64, of participant: ParticipantID) -> Bool {
        self.state.withLock { $0.windows[participant]?.isFree(sequence) ?? true }
    }

    /// Takes a number; false where it is taken, or is too old to tell.
    ///
    /// - Throws: Where it cannot be written down; it is then still free.
    package func claim(_ sequence: UInt64, of participant: ParticipantID) throws -> Bool {
        try self.state.withLock { state in
            let before = state.windows[participant]
            guard state.windows[participant, default: ReplayWindow()].claim(sequence) else { return false }
            do {
                try state.journal?.append(sequence, of: participant, windows: state.windows)
                return true
            } catch {
                state.windows[participant] = before
                throw error
            }
        }
    }
}
