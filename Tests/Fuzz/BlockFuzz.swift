// The modules, then the target, from the top of the repository (SWIFT_BACKTRACE=enable=no ./fuzz CORPUS):
//   FLAGS="-O -g -swift-version 6 -package-name interlock -sanitize=fuzzer,address -use-ld=lld
//          -enable-upcoming-feature InternalImportsByDefault -enable-upcoming-feature MemberImportVisibility
//          -I Sources/COpenSSL -I Sources/CGMP -I DIR"
//   swiftc $FLAGS -parse-as-library -emit-library -static -emit-module -module-name InterlockCrypto
//          -emit-module-path DIR/InterlockCrypto.swiftmodule -o DIR/libInterlockCrypto.a
//          $(find Sources/InterlockCrypto -name '*.swift')
//   swiftc $FLAGS -parse-as-library -module-name InterlockLedger Sources/InterlockLedger/LedgerError.swift
//          $(find Sources/InterlockLedger/{Blocks,Log,Merkle,Segments} -name '*.swift')
//          Tests/Fuzz/BlockFuzz.swift -L DIR -lInterlockCrypto -lInterlockJSON -lgmp -lcrypto -o fuzz

internal import InterlockCrypto

/// Any bytes: as a block, a log entry, a record and a whole segment, either what encodes to the same bytes or a fault.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzBlock(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = unsafe Array(UnsafeBufferPointer(start: start, count: count))
    if let block = try? Block(decoding: bytes) { precondition(block.encoded() == bytes) }
    // A Merkle root is not found by chance, so the header is tried apart from its transactions too.
    if let cbor = try? CBOR(decoding: bytes), let header = try? BlockHeader(cbor: cbor) {
        precondition(header.cbor.encoded() == bytes)
    }
    if let entry = try? LogEntry(decoding: bytes, position: 0) { precondition(entry.encoded() == bytes) }
    if case .record(let number, let body, let end) = Frame.read(bytes, at: 0) {
        var frame: [UInt8] = []
        Frame.encode(body, number: number, into: &frame)
        precondition(frame == Array(bytes[..<end]))
    }
    var audit = SegmentAudit(first: 0)
    audit.run(bytes, path: "") { _, _, _ in nil }
    precondition(audit.problems.count <= SegmentAudit.maximumProblemCount + 1)
    return 0
}
