// Built as Tests/Fuzz/SignedOrderFuzz.swift says, with this file in its place.

internal import FoundationEssentials
internal import InterlockJSON

/// Any bytes, as the JSON of each kind of message and of rules: what is read writes itself and is read the same again; all
/// else is an error that has a place and a reason.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOrderJSON(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = unsafe Array(UnsafeBufferPointer(start: start, count: count))
    check(Demand.self, bytes)
    check(Supply.self, bytes)
    check(Cancel.self, bytes)
    check(MeterReading.self, bytes)
    check(RuleChange.self, bytes)
    check(MarketRules.self, bytes)
    return 0
}

private func check<Value: Codable & Equatable>(_ type: Value.Type, _ bytes: [UInt8]) {
    do {
        let value = try StrictJSON.decode(type, from: bytes)
        guard let json = try? JSONEncoder().encode(value) else {
            preconditionFailure("read, but not written")
        }
        guard let again = try? StrictJSON.decode(type, from: Array(json)) else {
            preconditionFailure("written, but not read")
        }
        precondition(again == value)
    } catch {
        precondition(!error.reason.isEmpty && error.line >= 1 && error.column >= 1)
        precondition((0...bytes.count).contains(error.offset))
    }
}
