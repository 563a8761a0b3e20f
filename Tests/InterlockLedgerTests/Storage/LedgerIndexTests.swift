import GRDB
import InterlockCrypto
import TestSupport
import Testing

@testable import InterlockLedger

@Suite struct LedgerIndexTests {
    private let folder = ScratchFolder()
    private var path: String { "\(self.folder.path)/index.sqlite" }
    private let key: SigningKey

    init() throws { self.key = try SigningKey(level: .bits128) }

    private static func row(_ block: Block) -> LedgerIndex.Row {
        let codes = block.transactions.indices.map { place -> ValidationCode in
            place.isMultiple(of: 3) ? .contractBroken : .valid
        }
        return LedgerIndex.Row(block: block.header.hash, codes: codes)
    }

    private func open() throws -> LedgerIndex { try LedgerIndex(path: self.path, key: self.key) }

    private func fill(_ index: LedgerIndex, _ blocks: some Sequence<Block>) throws {
        for block in blocks { try index.add(Self.row(block)) }
    }

    @Test func `what was added is there after a restart`() throws {
        let blocks = SampleChain.blocks(5, transactions: 10)
        do {
            let index = try self.open()
            #expect(index.rows.isEmpty)
            try self.fill(index, blocks[..<3])
        }
        let index = try self.open()
        #expect(index.rows == blocks[..<3].map(Self.row))
        try self.fill(index, blocks[3...])
        #expect(index.rows == blocks.map(Self.row))
        #expect(try self.open().rows == blocks.map(Self.row))
    }

    @Test func `one that is cut short, emptied or deleted can be filled again`() throws {
        let rows = SampleChain.blocks(4, transactions: 10).map(Self.row)
        for count in [2, 0] {
            let index = try self.open()
            for row in rows[index.rows.count...] { try index.add(row) }
            try index.truncate(to: count)
            #expect(index.rows == Array(rows[..<count]))
            #expect(try self.open().rows == Array(rows[..<count]))
            for row in rows[count...] { try index.add(row) }
            #expect(try self.open().rows == rows)
        }
        for name in try FileSystem.names(in: self.folder.path) {
            try FileSystem.remove("\(self.folder.path)/\(name)")
        }
        #expect(try self.open().rows.isEmpty)
    }

    @Test func `is of the one who sealed it`() throws {
        try self.fill(self.open(), SampleChain.blocks(2))
        #expect(try LedgerIndex(path: self.path, key: SigningKey(level: .bits128)).rows.isEmpty)
    }

    /// What a file may hold instead of a good index, as a change of the good one's bytes.
    static let damages: [(name: String, change: @Sendable ([UInt8]) -> [UInt8])] = [
        ("text", { _ in Array("not a database, and longer than a page head would be".utf8) }),
        ("nothing", { _ in [] }),
        ("another version", { $0[..<60] + [0, 0, 0, 99] + $0[64...] }),
        ("the version before", { $0[..<60] + [0, 0, 0, 2] + $0[64...] }),
        ("its first half", { Array($0[..<($0.count / 8_192 * 4_096)]) }),
        ("a page of zeros", { $0[..<4_096] + [UInt8](repeating: 0, count: 4_096) + $0[8_192...] }),
        ("a page of noise", { $0[..<4_096] + [UInt8](repeating: 0xa5, count: 4_096) + $0[8_192...] }),
    ]

    @Test(arguments: damages.indices) func `one that is damaged is thrown away`(_ number: Int) throws {
        let damage = Self.damages[number]
        let blocks = SampleChain.blocks(4, transactions: 100)
        try self.fill(self.open(), blocks)
        try ScratchFolder.write(damage.change(FileSystem.read(self.path)), to: self.path)
        let index = try self.open()
        #expect(index.rows.isEmpty, "\(damage.name)")
        try self.fill(index, blocks)
        #expect(try self.open().rows == blocks.map(Self.row))
    }

    /// A bit that is flipped anywhere changes nothing that is believed, and traps nowhere.
    @Test func `no flipped bit changes a verdict`() throws {
        let rows = SampleChain.blocks(6, transactions: 20).map(Self.row)
        do {
            let index = try self.open()
            for row in rows { try index.add(row) }
        }
        let good = try FileSystem.read(self.path)
        var random = SeededGenerator(seed: 7)
        for _ in 0..<400 {
            var bytes = good
            bytes[Int.random(in: bytes.indices, using: &random)] ^=
                1 << UInt8.random(in: 0..<8, using: &random)
            try ScratchFolder.write(bytes, to: self.path)
            let found = try self.open().rows
            #expect(found == rows || found.isEmpty)
        }
    }

    /// Edits by whoever has the file but not the key: values of other types, numbers out of range, other tables.
    static let edits = [
        "UPDATE block SET codes = zeroblob(length(codes)) WHERE number = 2",
        "UPDATE block SET codes = x'ff' WHERE number = 1", "UPDATE block SET codes = x'' WHERE number = 1",
        "UPDATE block SET number = -1 WHERE number = 2", "UPDATE block SET number = 9 WHERE number = 3",
        "UPDATE block SET number = 9223372036854775807 WHERE number = 3",
        "UPDATE block SET hash = x'00' WHERE number = 0", "UPDATE block SET hash = zeroblob(32)",
        "DELETE FROM block WHERE number = 3", "DELETE FROM block WHERE number = 0", "DELETE FROM block",
        "DELETE FROM seal", "UPDATE seal SET signature = x''", "UPDATE seal SET signature = zeroblob(64)",
        "UPDATE seal SET id = 7", "INSERT INTO seal SELECT 5, signature FROM seal",
        "DROP TABLE seal", "DROP TABLE block", "CREATE TABLE other(a)",
        "CREATE TRIGGER t AFTER INSERT ON block BEGIN DELETE FROM block; END",
        "DROP TABLE block; CREATE TABLE block(number, hash, codes)",
        "DROP TABLE block; CREATE TABLE block(number, hash, codes); INSERT INTO block VALUES ('x', NULL, 1.5)",
        "DROP TABLE block; CREATE VIEW block AS SELECT 0 AS number, NULL AS hash, NULL AS codes",
        "PRAGMA user_version = -1", "PRAGMA user_version = 0",
    ]

    @Test(arguments: edits) func `no edited row is believed`(_ edit: String) throws {
        let rows = SampleChain.blocks(4, transactions: 20).map(Self.row)
        do {
            let index = try self.open()
            for row in rows { try index.add(row) }
        }
        try Self.edit(self.path, edit)
        let index = try self.open()
        #expect(index.rows.isEmpty)
        for row in rows { try index.add(row) }
        #expect(try self.open().rows == rows)
    }

    private static func edit(_ path: String, _ sql: String) throws {
        try DatabaseQueue(path: path).write { try $0.execute(sql: sql) }
    }
}
