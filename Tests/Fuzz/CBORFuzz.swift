// Built from the top of the repository, run with SWIFT_BACKTRACE=enable=no ./fuzz CORPUS:
//   swiftc -O -g -parse-as-library -swift-version 6 -package-name interlock -sanitize=fuzzer,address -use-ld=lld
//          -enable-upcoming-feature InternalImportsByDefault -enable-upcoming-feature MemberImportVisibility
//          -I Sources/COpenSSL -I Sources/CGMP $(find Sources/InterlockCrypto -name '*.swift')
//          Tests/Fuzz/CBORFuzz.swift -lgmp -lcrypto -o fuzz

/// Any bytes: either a value that encodes to the same bytes, and equals itself read again, or an error.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzCBOR(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let bytes = unsafe Array(UnsafeBufferPointer(start: start, count: count))
    guard let value = try? CBOR(decoding: bytes) else { return 0 }
    precondition(value.encoded() == bytes)
    precondition((try? CBOR(decoding: bytes)) == value)
    if let map = value.mapValue {
        precondition(CBORMap(map.entries.reversed().map { ($0.key, $0.value) }) == map)
        for entry in map.entries.prefix(64) { precondition(map[entry.key] == entry.value) }
    }
    _ = value.description
    return 0
}
