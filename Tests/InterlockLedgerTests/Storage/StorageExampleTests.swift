import InterlockCrypto
import TestSupport
import Testing

@testable import InterlockLedger

/// The worked example of Docs, made again by the code.
@Suite struct StorageExampleTests {
    private let folder = ScratchFolder()

    @Test func `log, blocks and records are those of the worked example`() async throws {
        let moment = Timestamp(secondsSinceEpoch: 1_465_776_000)
        let log = try SegmentLog(folder: "\(self.folder.path)/log")
        let genesis = Envelope.transaction(Array("genesis".utf8), isConfiguration: true)
        _ = try await log.append([genesis], at: moment)
        let others = ["first", "second"].map { Envelope.transaction(Array($0.utf8)) }
        _ = try await log.append(others + [.timeToCut(1)], at: moment.adding(seconds: 2))
        var cutter = BlockCutter(batchSize: .standard, nextBlock: 0)
        let store = try BlockStore(folder: "\(self.folder.path)/blocks")
        let entries = try await log.read(from: 0, limit: 10)
        for entry in entries {
            for batch in try cutter.push(entry) { try store.append(Block(batch, after: store.last)) }
        }
        let (first, second) = (try store.read(0), try store.read(1))
        let made = [
            entries[1].encoded().hexString, entries[3].encoded().hexString, first.header.hash.description,
            first.header.cbor.encoded().hexString, second.encoded().hexString, second.header.hash.description,
            second.header.dataHash.description,
            try self.record(3, in: "log"), try self.record(1, in: "blocks"),
        ]
        let document = try Self.digits(of: "Docs/Formats.md")
        let examples = try #require(document)
        for text in made.dropLast() { #expect(examples.contains(text), "\(text)") }
        // The block's record stands there without its body, which is above.
        let record = made[made.count - 1]
        #expect(examples.contains("\(record.prefix(40))\(record.suffix(64))"))
    }

    private func record(_ number: Int, in name: String) throws -> String {
        let bytes = try ScratchFolder.segments(of: "\(self.folder.path)/\(name)")[0].bytes
        let starts = SegmentLogTests.recordStarts(bytes)
        return bytes[starts[number]..<starts[number + 1]].hexString
    }

    /// A document without white space, so that its lines can be broken anywhere.
    private static func digits(of name: String) throws -> String? {
        let path = "/\(#filePath.split(separator: "/").dropLast(4).joined(separator: "/"))/\(name)"
        guard FileSystem.exists(path) else { return nil }
        return String(decoding: try FileSystem.read(path), as: UTF8.self).filter { !$0.isWhitespace }
    }
}
