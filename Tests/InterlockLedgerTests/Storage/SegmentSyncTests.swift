import Glibc
import InterlockCrypto
import TestSupport
import Testing

@testable import InterlockLedger

/// A process that is killed between write and sync leaves records that a power cut may still take.
@Suite struct SegmentSyncTests {
    private let folder = ScratchFolder()

    /// Opens a folder of small segments; gives the inode of each file that is synced to `note`.
    private func open(_ note: @escaping (UInt64) -> Int32) throws -> SegmentWriter {
        try SegmentWriter(
            folder: self.folder.path,
            segmentByteCount: 200,
            sync: { note(Self.inode(of: $0)) },
            visit: { _, _ throws(LedgerError) in nil }
        )
    }

    /// The inode of an open file.
    private static func inode(of descriptor: Int32) -> UInt64 {
        var status = stat()
        _ = unsafe fstat(descriptor, &status)
        return UInt64(status.st_ino)
    }

    private static func inode(at path: String) -> UInt64 {
        var status = stat()
        _ = unsafe stat(path, &status)
        return UInt64(status.st_ino)
    }

    @Test func `opening syncs every file that it has read, before anything rests on it`() throws {
        do {
            let writer = try self.open { _ in 0 }
            for number in 0..<9 { try writer.append([[UInt8](repeating: UInt8(number), count: 100)]) }
        }
        let files = try SegmentFolder.segments(self.folder.path).map { Self.inode(at: $0.path) }
        #expect(files.count > 2)
        var synced: [UInt64] = []
        let writer = try self.open {
            synced.append($0)
            return 0
        }
        #expect(synced.sorted() == files.sorted())
        #expect(writer.next == 9)
    }

    @Test func `what cannot be synced is not opened`() throws {
        do {
            let writer = try self.open { _ in 0 }
            try writer.append([[1]])
        }
        let error = #expect(throws: LedgerError.self) { try self.open { _ in -1 } }
        #expect(error?.code == .storage)
        #expect(try self.open { _ in 0 }.next == 1)
    }
}
