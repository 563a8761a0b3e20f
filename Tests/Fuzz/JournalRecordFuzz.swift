// The modules InterlockCrypto and InterlockIdentity, then the target, from the top of the repository
// (SWIFT_BACKTRACE=enable=no ./fuzz CORPUS):
//   FLAGS="-O -g -swift-version 6 -package-name interlock -sanitize=fuzzer,address -use-ld=lld
//          -enable-upcoming-feature InternalImportsByDefault -enable-upcoming-feature MemberImportVisibility
//          -I Sources/COpenSSL -I Sources/CGMP -I DIR"
//   LIBRARY="-parse-as-library -emit-library -static -emit-module"
//   swiftc $FLAGS $LIBRARY -module-name InterlockCrypto -emit-module-path DIR/InterlockCrypto.swiftmodule
//          -o DIR/libInterlockCrypto.a $(find Sources/InterlockCrypto -name '*.swift')
//   swiftc $FLAGS $LIBRARY -module-name InterlockIdentity -emit-module-path DIR/InterlockIdentity.swiftmodule
//          -o DIR/libInterlockIdentity.a $(find Sources/InterlockIdentity -name '*.swift')
//   A=Sources/InterlockAuthority
//   swiftc $FLAGS -parse-as-library -module-name InterlockAuthority $A/AuthorityError.swift
//          $A/Journal/JournalEvent.swift $A/Journal/JournalRecord.swift $A/Enrolment/EnrolmentSecret.swift
//          Tests/Fuzz/JournalRecordFuzz.swift -L DIR -lInterlockIdentity -lInterlockCrypto -lInterlockJSON -lgmp -lcrypto -o fuzz

internal import InterlockCrypto

/// Any bytes: a record that encodes to the same bytes or an error; a token that prints as it was read or an error.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzJournalRecord(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let bytes = unsafe Array(UnsafeBufferPointer(start: start, count: count))
    if let record = try? JournalRecord(decoding: bytes) { precondition(record.encoded == bytes) }
    guard let secret = try? EnrolmentSecret(SecretBytes(copying: bytes)) else { return 0 }
    let text = secret.text().publicCopy()
    let again = try? EnrolmentSecret(SecretBytes(copying: text))
    precondition(again?.text().constantTimeEquals(secret.text()) == true)
    return 0
}
