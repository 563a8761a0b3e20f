internal import Glibc

/// Why a call on a file failed.
public struct FileError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The operation, for a person.
    public let operation: String
    /// The file or folder.
    public let path: String
    /// The system's `errno`.
    public let number: Int32

    package init(_ operation: String, _ path: String, number: Int32 = errno) {
        self.operation = operation
        self.path = path
        self.number = number
    }

    /// `PATH: cannot OPERATION: REASON`.
    public var description: String {
        unsafe "\(self.path): cannot \(self.operation): \(String(cString: strerror(self.number)))"
    }
}

/// Files as this library writes them: never in place, never over another, and on the disk before it says so.
package enum FileSystem {
    /// What may be read into memory at once.
    package static let readLimit = 1 << 30

    /// All of a file, or of standard input for "-".
    package static func read(_ path: String, limit: Int = readLimit) throws(FileError) -> [UInt8] {
        let descriptor = unsafe path == "-" ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileError("open", path) }
        defer { _ = close(descriptor) }
        var all: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = unsafe Glibc.read(descriptor, &chunk, chunk.count)
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw FileError("read", path) }
            if count == 0 { return all }
            guard all.count + count <= limit else { throw FileError("read", path, number: EFBIG) }
            all += chunk[..<count]
        }
    }

    /// Writes a file that must not exist yet; it is on the disk, whole, when this returns, or not there at all.
    package static func create(_ path: String, mode: UInt32, _ bytes: [UInt8]) throws(FileError) {
        let temporary = try Self.writeTemporary(beside: path, mode: mode, bytes)
        defer { _ = unsafe unlink(temporary) }
        // link(2) fails where the name is taken, which rename(2) would not.
        guard unsafe link(temporary, path) == 0 else { throw FileError("create", path) }
        try Self.syncFolder(of: path)
    }

    /// Writes a file in place of the one of that name, if any: readers see the old bytes or the new, never a mixture.
    package static func replace(_ path: String, mode: UInt32, _ bytes: [UInt8]) throws(FileError) {
        let temporary = try Self.writeTemporary(beside: path, mode: mode, bytes)
        guard unsafe rename(temporary, path) == 0 else {
            let error = FileError("replace", path)
            _ = unsafe unlink(temporary)
            throw error
        }
        try Self.syncFolder(of: path)
    }

    /// Makes a folder, and those above it, unless it is there; its name is on the disk when this returns.
    package static func makeFolder(_ path: String, mode: UInt32 = 0o755) throws(FileError) {
        if unsafe mkdir(path, mode) != 0 {
            if errno == EEXIST { return }
            guard errno == ENOENT, let parent = Self.folder(of: path) else {
                throw FileError("make the folder", path)
            }
            try Self.makeFolder(parent, mode: mode)
            guard unsafe mkdir(path, mode) == 0 || errno == EEXIST else {
                throw FileError("make the folder", path)
            }
        }
        try Self.syncFolder(of: path)
    }

    /// Whether there is anything of that name.
    package static func exists(_ path: String) -> Bool { unsafe access(path, F_OK) == 0 }

    /// Whether it is a folder.
    package static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return unsafe stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    /// The names in a folder, sorted, "." and ".." left out.
    package static func names(in folder: String) throws(FileError) -> [String] {
        guard let stream = unsafe opendir(folder) else { throw FileError("list", folder) }
        defer { _ = unsafe closedir(stream) }
        var names: [String] = []
        while let entry = unsafe readdir(stream) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
            }
            if name != "." && name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    /// Removes a file.
    package static func remove(_ path: String) throws(FileError) {
        guard unsafe unlink(path) == 0 else { throw FileError("remove", path) }
    }

    /// Removes what writers of a file left beside it that were killed; only its one writer may call this.
    package static func removeTemporaries(of path: String) throws(FileError) {
        let folder = Self.folder(of: path) ?? "."
        let name = path.split(separator: "/").last.map(String.init) ?? path
        for other in try Self.names(in: folder) where other.hasPrefix("\(name).") {
            let parts = other.dropFirst(name.count + 1).split(
                separator: ".",
                omittingEmptySubsequences: false
            )
            // NAME.PID.RANDOM.tmp
            guard parts.count == 3, parts[2] == "tmp", UInt32(parts[0]) != nil, UInt32(parts[1]) != nil
            else { continue }
            try Self.remove("\(folder)/\(other)")
        }
    }

    /// Makes the names in a file's folder durable.
    package static func syncFolder(of path: String) throws(FileError) {
        let folder = Self.folder(of: path) ?? "."
        let descriptor = unsafe open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileError("open", folder) }
        defer { _ = close(descriptor) }
        guard fsync(descriptor) == 0 else { throw FileError("sync", folder) }
    }

    /// Writes every byte to an open file.
    package static func writeAll(_ descriptor: Int32, _ bytes: [UInt8], path: String) throws(FileError) {
        var written = 0
        while written < bytes.count {
            let count = unsafe bytes.withUnsafeBytes {
                unsafe Glibc.write(descriptor, $0.baseAddress?.advanced(by: written), bytes.count - written)
            }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw FileError("write", path) }
            written += count
        }
    }

    private static func folder(of path: String) -> String? {
        let trimmed = path.count > 1 && path.hasSuffix("/") ? path.dropLast() : path[...]
        guard let slash = trimmed.lastIndex(of: "/") else { return nil }
        return slash == trimmed.startIndex ? "/" : String(trimmed[..<slash])
    }

    private static func writeTemporary(
        beside path: String,
        mode: UInt32,
        _ bytes: [UInt8]
    ) throws(FileError) -> String {
        let temporary = "\(path).\(getpid()).\(UInt32.random(in: 0 ... .max)).tmp"
        let flags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW
        let descriptor = unsafe open(temporary, flags, mode)
        guard descriptor >= 0 else { throw FileError("create", path) }
        defer { _ = close(descriptor) }
        do throws(FileError) {
            try Self.writeAll(descriptor, bytes, path: path)
            guard fsync(descriptor) == 0 else { throw FileError("sync", path) }
        } catch {
            _ = unsafe unlink(temporary)
            throw error
        }
        return temporary
    }
}
