import Glibc
import InterlockCrypto
import TestSupport
import Testing

@testable import InterlockLedger

@Suite struct StorageCrashTests {
    private let folder = ScratchFolder()

    /// A child process appends blocks, and tells of each in a file beside the store once it is said to be on the
    /// disk, until its own alarm kills it wherever it is.
    @Test(arguments: 0..<10) func `a killed writer loses no block that it told of`(_ round: Int) async throws
    {
        let path = self.folder.path
        let microseconds = Int.random(in: 500...20_000)
        await #expect(processExitsWith: .signal(SIGKILL)) {
            [path = path as String, microseconds = microseconds as Int] in
            let blocks = SampleChain.blocks(300, byteCount: 700)
            let store = try BlockStore(folder: "\(path)/blocks", segmentByteCount: 20_000)
            let told = unsafe open("\(path)/told", O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
            StorageCrashTests.killThisProcess(after: microseconds)
            for block in blocks {
                try store.append(block)
                try FileSystem.writeAll(told, [1], path: "told")
            }
            while true { sleep(1) }
        }
        let told = FileSystem.exists("\(path)/told") ? try FileSystem.read("\(path)/told").count : 0
        let blocks = try SampleChain.read("\(path)/blocks")
        #expect(blocks.count == told || blocks.count == told + 1)
        #expect(blocks == SampleChain.blocks(blocks.count, byteCount: 700))
        #expect(try BlockStore.problems(in: "\(path)/blocks").isEmpty)
    }

    /// What a copy made at any moment holds is what a crash at that moment leaves.
    @Test func `a copy of a store that is being written opens as a beginning of it`() async throws {
        let path = self.folder.path
        let blocks = SampleChain.blocks(200, byteCount: 1_000)
        let writer = Task.detached {
            let store = try BlockStore(folder: "\(path)/blocks", segmentByteCount: 10_000)
            for block in blocks { try store.append(block) }
        }
        var heights: [Int] = []
        while heights.last != blocks.count {
            let copy = "\(path)/copy\(heights.count)"
            try FileSystem.makeFolder(copy)
            // A segment that is begun after the names are read is not in the copy.
            for segment in (try? ScratchFolder.segments(of: "\(path)/blocks")) ?? [] {
                try ScratchFolder.write(segment.bytes, to: "\(copy)/\(segment.path.suffix(24))")
            }
            let found = try SampleChain.read(copy)
            #expect(found == Array(blocks[..<found.count]))
            heights.append(found.count)
            try await Task.sleep(for: .milliseconds(1))
        }
        try await writer.value
        #expect(heights == heights.sorted())
    }

    /// RLIMIT_FSIZE stands for a full disk: a write gets part of its bytes in, or none, and then an error.
    @Test(arguments: [0, 1, 19, 20, 100, 1_500, 1_499, 3_100])
    func `a disk that is full keeps the blocks so far, and takes more once it is not`(_ room: Int)
        async throws
    {
        let path = self.folder.path
        await #expect(processExitsWith: .success) { [path = path as String, room = room as Int] in
            let blocks = SampleChain.blocks(5, byteCount: 700)
            let store = try BlockStore(folder: path)
            for block in blocks[..<2] { try store.append(block) }
            let used = try ScratchFolder.segments(of: path)[0].bytes.count
            StorageCrashTests.limitFileSize(to: used + room)
            var added = 2
            do {
                for block in blocks[2...] {
                    try store.append(block)
                    added += 1
                }
            } catch let error as LedgerError {
                precondition(error.code == .storage, "\(error)")
            }
            precondition(added < 5, "the limit did not hold")
            precondition(store.height == UInt64(added) && store.last == blocks[added - 1].header)
            let problem = try BlockStore.verify(folder: path)
            precondition(problem == nil, "\(problem?.description ?? "")")
            StorageCrashTests.limitFileSize(to: nil)
            for block in blocks[added...] { try store.append(block) }
            let read = try (0..<store.height).map { try store.read($0) }
            precondition(read == blocks)
        }
        #expect(try SampleChain.read(path) == SampleChain.blocks(5, byteCount: 700))
    }

    static func killThisProcess(after microseconds: Int) {
        // SIGKILL cannot be set on a timer, so a thread sends it.
        Task.detached(priority: .high) {
            try await Task.sleep(for: .microseconds(microseconds))
            kill(getpid(), SIGKILL)
        }
    }

    static func limitFileSize(to byteCount: Int?) {
        _ = signal(SIGXFSZ, SIG_IGN)
        var limit = rlimit()
        let resource = __rlimit_resource_t(RLIMIT_FSIZE.rawValue)
        _ = unsafe getrlimit(resource, &limit)
        limit.rlim_cur = byteCount.map { rlim_t($0) } ?? limit.rlim_max
        _ = unsafe setrlimit(resource, &limit)
    }
}
