internal import Glibc

extension FileSystem {
    /// Makes a folder that must not exist yet; it is there with all that `body` puts into it, or not at all.
    ///
    /// - Parameters:
    ///   - path: The folder's name.
    ///   - body: Fills the folder, which has another name while it is filled.
    /// - Throws: `FileError` where the name is taken or the disk is full, and what `body` throws.
    package static func createFolder(_ path: String, filling body: (String) throws -> Void) throws {
        let temporary = "\(path).\(getpid()).\(UInt32.random(in: 0 ... .max)).tmp"
        try Self.makeFolder(temporary)
        do {
            try body(temporary)
            // mkdir(2) fails where the name is taken; rename(2) then puts one folder in place of an empty one.
            guard unsafe mkdir(path, 0o755) == 0 else { throw FileError("create", path) }
            guard unsafe rename(temporary, path) == 0 else { throw FileError("create", path) }
        } catch {
            Self.removeTree(temporary)
            throw error
        }
        try Self.syncFolder(of: path)
    }

    /// Removes a folder that this library made, as far as that goes.
    private static func removeTree(_ path: String) {
        for name in (try? Self.names(in: path)) ?? [] {
            let inner = "\(path)/\(name)"
            if Self.isFolder(inner) { Self.removeTree(inner) } else { try? Self.remove(inner) }
        }
        _ = unsafe rmdir(path)
    }
}
