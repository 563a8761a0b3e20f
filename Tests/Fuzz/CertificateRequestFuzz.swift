// Built as CertificateFuzz.swift is, with this file in its place.

/// Any bytes: either a request that its key has signed and that keeps its bytes, or an error.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzCertificateRequest(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let der = unsafe Array(UnsafeBufferPointer(start: start, count: count))
    guard let request = try? VerifiedRequest(derRepresentation: der) else { return 0 }
    precondition(request.derRepresentation == der)
    _ = request.subjectName.description
    return 0
}
