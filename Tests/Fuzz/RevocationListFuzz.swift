// Built as Tests/Fuzz/CertificateFuzz.swift says.

/// Any bytes: either a list that keeps its bytes and finds each of its entries, or an error.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzRevocationList(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let der = unsafe Array(UnsafeBufferPointer(start: start, count: count))
    guard let list = try? RevocationList(derRepresentation: der) else { return 0 }
    precondition(list.derRepresentation == der)
    let entries = list.entries
    for entry in entries {
        precondition(list.entry(for: entry.serialNumber, issuer: entry.certificateIssuer) == entry)
    }
    precondition(entries.count == list.count)
    return 0
}
