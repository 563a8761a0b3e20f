// The modules as JournalRecordFuzz.swift says, then the target, from the top of the repository; SQLite is not needed, for
// rows are read through StoreRow:
//   A=Sources/InterlockAuthority
//   swiftc $FLAGS -parse-as-library -module-name InterlockAuthority $A/AuthorityError.swift
//          $A/Journal/JournalEvent.swift $A/Journal/JournalRecord.swift $A/Journal/JournalHead.swift
//          $A/Store/StoreValue.swift $A/Store/StoreRow.swift $A/Store/StoredList.swift
//          $A/Store/IssuedCertificate.swift $A/Store/IssuedCertificate+Row.swift
//          $A/Desk/EnrolmentProfile.swift $A/Enrolment/EnrolmentToken.swift $A/Enrolment/EnrolmentToken+Row.swift
//          Tests/Fuzz/AuthorityStoreFuzz.swift -L DIR -lInterlockIdentity -lInterlockCrypto -lInterlockJSON -lgmp -lcrypto -o fuzz

internal import InterlockCrypto

/// Takes values off the front of the fuzzer's bytes.
private struct CellReader {
    var rest: ArraySlice<UInt8>

    mutating func byte() -> UInt8 { self.rest.popFirst() ?? 0 }

    mutating func cell() -> StoreValue {
        switch self.byte() % 6 {
        case 0: return .null
        case 1: return .integer((0..<8).reduce(0) { number, _ in number << 8 | Int64(self.byte()) })
        case 2: return .integer(Int64(Int8(bitPattern: self.byte())))
        case 3: return .real(Double(self.byte()))
        case 4: return .text("\0")
        default:
            let count = Int(self.byte())
            defer { self.rest = self.rest.dropFirst(count) }
            return .bytes(Array(self.rest.prefix(count)))
        }
    }
}

private let columns = [
    "serial", "subject", "identity", "profile", "generation", "renewal", "key", "attributes", "not_before",
    "not_after", "der", "record", "revoked_at", "reason", "invalid_since", "revocation", "id", "hash",
    "expires",
    "attempts", "used", "number", "base",
]

/// Any values in any columns: a certificate, a token or a list with an event of its own, or an error; never a trap.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzAuthorityStore(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let bytes = unsafe Array(UnsafeBufferPointer(start: start, count: count))
    var reader = CellReader(rest: bytes[...])
    var values: [String: StoreValue] = [:]
    for column in columns { values[column] = reader.cell() }
    let row = StoreRow(of: "certificate") { [values] in values[$0] ?? .null }
    if let issued = try? IssuedCertificate(row) {
        precondition(issued.validity.lowerBound <= issued.validity.upperBound)
        _ = (issued.issueEvent, issued.revocationEvent, issued.status(at: issued.validity.upperBound))
        _ = (try? issued.certificate(), try? issued.implicitCertificate())
    }
    if let token = try? EnrolmentToken(row) { _ = token.event }
    _ = try? StoredList(row)
    return 0
}
