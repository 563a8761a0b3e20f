internal import GRDB
internal import Glibc
internal import InterlockCrypto
internal import InterlockIdentity

/// What an authority remembers: certificates, revocations, enrolment tokens and lists in SQLite, and the journal of how
/// they came to be, in a table and in a file of its own.
///
/// Every change is one transaction that holds the rows, their records in the journal, and the signed head; only then do
/// the records go to the file, and only then is anything handed out. A process that is killed in between leaves a
/// certificate that is on record and delivered to nobody; asking for it again delivers that one. Any number of
/// processes may use a store; one at a time writes.
public final class AuthorityStore: Sendable {
    /// The folder that it is in.
    public let folder: String
    let database: DatabaseQueue
    /// The copy that is read where the folder cannot be written; SQLite writes beside a database even to read it.
    private let copy: StoreCopy?
    let file: JournalFile

    /// The database's name in its folder.
    public static let databaseName = "authority.sqlite"
    /// The journal's name in its folder.
    public static let journalName = "journal"

    /// Whether a folder holds a store.
    public static func exists(in folder: String) -> Bool {
        FileSystem.exists("\(folder)/\(Self.databaseName)")
    }

    /// Makes a store for an authority; files are 0600.
    ///
    /// - Throws: `AuthorityError` with code `alreadyExists` where the folder has one, and `storage`.
    public static func create(in folder: String) throws(AuthorityError) -> AuthorityStore {
        guard !Self.exists(in: folder) else {
            throw AuthorityError(.alreadyExists, "\(folder): there is a store already")
        }
        // A process that was killed here has left an empty journal.
        let path = "\(folder)/\(Self.journalName)"
        let file = try JournalFile(path: path, isNew: !FileSystem.exists(path))
        guard try file.byteCount() == 0 else {
            throw AuthorityError(.alreadyExists, "\(path): there is a journal without its store")
        }
        do throws(FileError) {
            // SQLite gives the files beside it the rights of this one.
            try FileSystem.create("\(folder)/\(Self.databaseName)", mode: 0o600, [])
        } catch {
            throw AuthorityError(.storage, error.description)
        }
        return try AuthorityStore(folder: folder, file: file)
    }

    /// Opens a store that is there.
    ///
    /// - Throws: `AuthorityError` with code `storage`, and `corrupt` where the file of the journal and the table differ
    ///   otherwise than a killed process leaves them.
    public convenience init(opening folder: String) throws(AuthorityError) {
        let journal = "\(folder)/\(Self.journalName)"
        switch (Self.exists(in: folder), FileSystem.exists(journal)) {
        case (true, true): break
        case (true, false): throw AuthorityError(.corrupt, "\(journal): the journal is gone")
        case (false, true):
            throw AuthorityError(.corrupt, "\(folder)/\(Self.databaseName): the store is gone")
        case (false, false): throw AuthorityError(.storage, "\(folder): no authority's store is there")
        }
        try self.init(
            folder: folder,
            file: JournalFile(path: "\(folder)/\(Self.journalName)", isNew: false)
        )
    }

    /// Removes a store that has issued nothing: what the making of an authority has left that was killed.
    ///
    /// - Throws: `AuthorityError` with code `alreadyExists` where certificates are in it, `storage` or `corrupt`.
    public static func remove(in folder: String) throws(AuthorityError) {
        guard try AuthorityStore(opening: folder).certificateCount() == 0 else {
            throw AuthorityError(
                .alreadyExists,
                "\(folder): there is an authority's store without its master key"
            )
        }
        let database = "\(folder)/\(Self.databaseName)"
        do throws(FileError) {
            let files = [database, "\(database)-wal", "\(database)-shm", "\(folder)/\(Self.journalName)"]
            for file in files where FileSystem.exists(file) { try FileSystem.remove(file) }
        } catch {
            throw AuthorityError(.storage, error.description)
        }
    }

    private init(folder: String, file: JournalFile) throws(AuthorityError) {
        self.folder = folder
        self.file = file
        self.copy = try file.isReadOnly ? StoreCopy(of: "\(folder)/\(Self.databaseName)", under: file) : nil
        let path = self.copy?.database ?? "\(folder)/\(Self.databaseName)"
        self.database = try Self.converting("\(folder)/\(Self.databaseName)") {
            let queue = try DatabaseQueue(path: path, configuration: Self.configuration)
            try StoreSchema.migrate(queue)
            return queue
        }
    }

    private static var configuration: Configuration {
        var configuration = Configuration()
        // A writer waits for another's lock on the journal first, so this is for readers beside a checkpoint.
        configuration.busyMode = .timeout(30)
        configuration.foreignKeysEnabled = true
        configuration.prepareDatabase { database in
            try database.execute(sql: "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL")
        }
        return configuration
    }

    /// Reads, in one consistent view.
    func reading<Result>(_ body: (Database) throws -> Result) throws(AuthorityError) -> Result {
        try Self.converting(self.folder) { try self.database.read(body) }
    }

    /// Reports what goes wrong in `body` as this module's error.
    static func converting<Result>(_ path: String, _ body: () throws -> Result) throws(AuthorityError)
        -> Result
    {
        do {
            return try body()
        } catch let error as AuthorityError {
            throw error
        } catch let error as IdentityError {
            throw AuthorityError(error)
        } catch let error as CryptoError {
            throw AuthorityError(IdentityError(.cryptoFailure, error.description))
        } catch let error as DatabaseError {
            let isDamage = [.SQLITE_CORRUPT, .SQLITE_NOTADB].contains(error.resultCode)
            throw AuthorityError(isDamage ? .corrupt : .storage, "\(path): \(error)")
        } catch {
            throw AuthorityError(.storage, "\(path): \(error)")
        }
    }
}
