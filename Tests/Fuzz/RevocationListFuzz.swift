// Built as Tests/Fuzz/CertificateFuzz.swift says.

/// Any bytes: either a list that keeps its bytes and finds each of its entries, or an error.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzRevocationList(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let der = unsafe Array(UnsafeBufferPointer(start: start, count: count))
    guard let list = try? RevocationList(derRepresentation: der) else { return 0 }
    precondition(list.derRepresentation == der)
    for entry in list.entries { precondition(list.entry(for: entry.serialNumber) == entry) }
    precondition(list.entries.count == list.count)
    return 0
}
