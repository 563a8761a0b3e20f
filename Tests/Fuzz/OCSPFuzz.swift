// Built as CertificateFuzz.swift is, with this file in its place.

/// Any bytes: as a response and as a request, either one that keeps its bytes, or an error.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOCSP(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let der = unsafe Array(UnsafeBufferPointer(start: start, count: count))
    if let response = try? OCSPResponse(derRepresentation: der) {
        precondition(response.derRepresentation == der)
        _ = response.answers
    }
    if let request = try? OCSPRequest(derRepresentation: der) {
        precondition(request.derRepresentation == der)
    }
    return 0
}
