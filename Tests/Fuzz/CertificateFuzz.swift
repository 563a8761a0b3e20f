// The modules, then the target, from the top of the repository (SWIFT_BACKTRACE=enable=no ./fuzz CORPUS):
//   FLAGS="-O -g -swift-version 6 -package-name interlock -sanitize=fuzzer,address -use-ld=lld
//          -enable-upcoming-feature InternalImportsByDefault -enable-upcoming-feature MemberImportVisibility
//          -I Sources/COpenSSL -I Sources/CGMP -I DIR"
//   swiftc $FLAGS -parse-as-library -emit-library -static -emit-module -module-name InterlockJSON
//          -emit-module-path DIR/InterlockJSON.swiftmodule -o DIR/libInterlockJSON.a
//          $(find Sources/InterlockJSON -name '*.swift')
//   swiftc $FLAGS -parse-as-library -emit-library -static -emit-module -module-name InterlockCrypto
//          -emit-module-path DIR/InterlockCrypto.swiftmodule -o DIR/libInterlockCrypto.a
//          $(find Sources/InterlockCrypto -name '*.swift')
//   swiftc $FLAGS -parse-as-library -module-name InterlockIdentity $(find Sources/InterlockIdentity -name '*.swift')
//          Tests/Fuzz/CertificateFuzz.swift -L DIR -lInterlockCrypto -lInterlockJSON -lgmp -lcrypto -o fuzz

/// Any bytes: either a certificate that keeps its bytes and describes itself, or an error.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzCertificate(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let der = unsafe Array(UnsafeBufferPointer(start: start, count: count))
    guard let certificate = try? Certificate(derRepresentation: der) else { return 0 }
    precondition(certificate.derRepresentation == der)
    _ = certificate.description
    _ = certificate.verifyingKey
    return 0
}
