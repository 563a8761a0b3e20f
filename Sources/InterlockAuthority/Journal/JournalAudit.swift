internal import FoundationEssentials
internal import GRDB
internal import InterlockCrypto
public import InterlockIdentity

/// Whether an authority's journal is whole, in both its copies, and the store says what it says.
///
/// Recomputes the chain from the file, holds each record to the store's copy, the end to the signed head, and then each
/// row of the store to the record that tells of it. The first fault ends it.
public struct JournalAudit: Sendable {
    /// The first thing that is wrong.
    public struct Problem: Hashable, Sendable, CustomStringConvertible {
        /// The record that it is with; nil where it is with none.
        public let record: UInt64?
        /// What is wrong.
        public let reason: String

        /// `record N: REASON`.
        public var description: String {
            self.record.map { "record \($0): \(self.reason)" } ?? self.reason
        }
    }

    /// How many records are in order.
    public private(set) var records: UInt64 = 0
    /// How many certificates the store holds.
    public private(set) var certificates = 0
    /// How many records of a process that was killed the file still lacks; the next change adds them.
    public private(set) var unsynced: UInt64 = 0
    /// The journal's head.
    public private(set) var head: JournalHead?
    /// What is wrong; nil where nothing is.
    public private(set) var problem: Problem?

    /// Whether nothing is wrong.
    public var isGood: Bool { self.problem == nil }

    /// Audits the store in a folder.
    ///
    /// - Parameters:
    ///   - folder: The authority's folder.
    ///   - authority: Its certificate, by which the head is verified.
    ///   - published: A head that was published earlier, if one is at hand: the journal must have grown from it.
    /// - Throws: `AuthorityError` with code `storage` where the files cannot be read.
    public init(folder: String, authority: Certificate, published: [UInt8]? = nil) throws(AuthorityError) {
        do throws(AuthorityError) {
            let store = try AuthorityStore(opening: folder)
            let audit = try store.locked { try StoreAudit(store, authority, published, $0).run() }
            self.records = audit.records
            self.certificates = audit.certificates
            self.unsynced = audit.unsynced
            self.head = audit.head
            self.problem = audit.problem
        } catch {
            guard error.code != .storage else { throw error }
            self.problem = Problem(record: nil, reason: error.reason)
        }
    }
}
