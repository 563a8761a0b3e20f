internal import InterlockCrypto

/// The files of a membership folder, on the disk or in memory.
struct MembershipFiles: Sendable {
    /// The files of one of the folders in the order in which Fabric reads them, folders left out; nil where the folder is
    /// not there.
    let names: @Sendable (_ folder: String) throws -> [String]?
    /// The bytes of a file, by its path in the folder; nil where it cannot be read or is larger than the limit.
    let read: @Sendable (_ path: String, _ limit: Int) -> [UInt8]?
    /// Tells whether there is anything of a name in the folder.
    let exists: @Sendable (_ name: String) -> Bool

    /// The files on the disk.
    ///
    /// - Throws: `FileError` where `path` is no folder.
    static func onDisk(_ path: String) throws -> MembershipFiles {
        _ = try FileSystem.names(in: path)
        return MembershipFiles(
            names: { folder in
                let place = "\(path)/\(folder)"
                guard FileSystem.isFolder(place) else { return nil }
                let names = try FileSystem.names(in: place)
                guard names.count <= MembershipFolder.fileLimit else {
                    throw FabricError(
                        .limitExceeded,
                        "\(place): \(names.count) files; the limit is \(MembershipFolder.fileLimit)"
                    )
                }
                return Self.sorted(names.filter { !FileSystem.isFolder("\(place)/\($0)") })
            },
            read: { file, limit in try? FileSystem.read("\(path)/\(file)", limit: limit) },
            exists: { FileSystem.exists("\(path)/\($0)") }
        )
    }

    /// Files by their paths, for tests and fuzzing.
    static func inMemory(_ files: [String: [UInt8]]) -> MembershipFiles {
        MembershipFiles(
            names: { folder in
                let prefix = "\(folder)/"
                let names = files.keys.filter { $0.hasPrefix(prefix) }.map {
                    String($0.dropFirst(prefix.count))
                }
                return names.isEmpty ? nil : Self.sorted(names)
            },
            read: { file, limit in files[file].flatMap { $0.count <= limit ? $0 : nil } },
            exists: { files[$0] != nil }
        )
    }

    /// Go sorts names by their bytes.
    private static func sorted(_ names: [String]) -> [String] {
        names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }
}
