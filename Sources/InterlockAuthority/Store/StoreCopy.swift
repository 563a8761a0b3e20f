internal import Glibc
internal import InterlockCrypto

/// A copy of a store's database in a folder for temporary files, which goes away with this value.
final class StoreCopy: Sendable {
    private let folder: String
    /// The copy.
    let database: String

    /// Copies a database, and what of it is in its write-ahead log, while no process writes to it.
    init(of database: String, under journal: JournalFile) throws(AuthorityError) {
        let parent = unsafe getenv("TMPDIR").map { unsafe String(cString: $0) } ?? "/tmp"
        let folder = "\(parent)/interlock-store.\(getpid()).\(UInt64.random(in: 0 ... .max))"
        // mkdir(2) fails where the name is taken, so the folder is nobody else's.
        guard unsafe mkdir(folder, 0o700) == 0 else {
            throw AuthorityError(.storage, FileError("make the folder", folder).description)
        }
        self.folder = folder
        self.database = "\(folder)/\(AuthorityStore.databaseName)"
        try journal.lock()
        defer { journal.unlock() }
        do throws(FileError) {
            for part in ["", "-wal"] where FileSystem.exists(database + part) {
                try FileSystem.create(self.database + part, mode: 0o600, FileSystem.read(database + part))
            }
        } catch {
            throw AuthorityError(.storage, error.description)
        }
    }

    deinit {
        for name in (try? FileSystem.names(in: self.folder)) ?? [] {
            try? FileSystem.remove("\(self.folder)/\(name)")
        }
        _ = unsafe rmdir(self.folder)
    }
}
