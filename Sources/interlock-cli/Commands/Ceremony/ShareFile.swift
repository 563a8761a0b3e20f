import Interlock

/// Shares in the form for paper, in files.
enum ShareFile {
    static func read(_ path: String) throws -> MasterKeyShare {
        var bytes = try FileSystem.read(path, limit: ShareText.byteLimit)
        defer { for index in bytes.indices { bytes[index] = 0 } }
        let text = SecretBytes(copying: bytes)
        return try Failure.naming(path) { try ShareText.share(text) }
    }

    /// Writes a share for its custodian alone (0600); what it is stands above it.
    static func create(_ path: String, _ share: MasterKeyShare) throws {
        let head = "# interlock: \(share)\n# set \(share.setDigest)\n"
        var bytes = Array(head.utf8)
        // One allocation, so that no copy is left behind.
        bytes.reserveCapacity(ShareText.byteLimit)
        defer { for index in bytes.indices { bytes[index] = 0 } }
        ShareText.text(of: share).withBytes { span in
            for index in 0..<span.byteCount {
                bytes.append(unsafe span.unsafeLoad(fromByteOffset: index, as: UInt8.self))
            }
        }
        try FileSystem.create(path, mode: 0o600, bytes)
    }
}
