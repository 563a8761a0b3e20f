// Built and run from the repository's root:
//   FLAGS="-O -g -parse-as-library -package-name interlock -swift-version 6 -sanitize=fuzzer,address -use-ld=lld"
//   swiftc $FLAGS -emit-library -static -emit-module -module-name InterlockJSON \
//     -emit-module-path DIR/InterlockJSON.swiftmodule -o DIR/libInterlockJSON.a $(find Sources/InterlockJSON -name '*.swift')
//   swiftc $FLAGS -I DIR $(find Sources/InterlockAccess -name '*.swift') Tests/Fuzz/SchemaFuzz.swift -L DIR -lInterlockJSON -o fuzz
//   SWIFT_BACKTRACE=enable=no ./fuzz -max_len=4096

/// Any text, as a schema in both syntaxes: either one that is the same after conversion, or an error.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzSchema(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let text = unsafe String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
    do {
        let schema = try Schema(parsing: text)
        let again = try Schema(parsingJSON: schema.json)
        precondition(again.text == schema.text && again.environments == schema.environments)
        let policies = try PolicySet(
            parsing: "permit (principal, action, resource) when { context has a && context.a == 1 };"
        )
        _ = Validator(schema: schema).validate(policies)
    } catch {
        precondition(!error.diagnostic.isEmpty)
    }
    do {
        let schema = try Schema(parsingJSON: text)
        let again = try Schema(parsingJSON: schema.json)
        precondition(again.json == schema.json)
    } catch {
        precondition(!error.diagnostic.isEmpty)
    }
    return 0
}
