// Built and run from the repository's root:
//   FLAGS="-O -g -parse-as-library -package-name interlock -swift-version 6 -sanitize=fuzzer,address -use-ld=lld"
//   swiftc $FLAGS -emit-library -static -emit-module -module-name InterlockJSON \
//     -emit-module-path DIR/InterlockJSON.swiftmodule -o DIR/libInterlockJSON.a $(find Sources/InterlockJSON -name '*.swift')
//   swiftc $FLAGS -I DIR $(find Sources/InterlockAccess -name '*.swift') Tests/Fuzz/PolicyJSONFuzz.swift -L DIR -lInterlockJSON -o fuzz
//   SWIFT_BACKTRACE=enable=no ./fuzz -max_len=4096

/// Any text, as policies in JSON: either ones that say the same in JSON and as text, or an error.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzPolicyJSON(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let text = unsafe String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
    do {
        let policies = try PolicySet(parsingJSON: text)
        let json = policies.json
        let again = try PolicySet(parsingJSON: json)
        precondition(again.json == json)
        // Printed, policies have new names, and parentheses take levels of their own.
        if let printed = try? PolicySet(parsing: policies.text) {
            precondition(printed.count == policies.count)
            precondition(printed.text == policies.text)
        }
    } catch {
        precondition(!error.diagnostic.isEmpty)
    }
    return 0
}
