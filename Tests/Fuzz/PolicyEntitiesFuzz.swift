// Built and run from the repository's root:
//   FLAGS="-O -g -parse-as-library -package-name interlock -swift-version 6 -sanitize=fuzzer,address -use-ld=lld"
//   swiftc $FLAGS -emit-library -static -emit-module -module-name InterlockJSON \
//     -emit-module-path DIR/InterlockJSON.swiftmodule -o DIR/libInterlockJSON.a $(find Sources/InterlockJSON -name '*.swift')
//   swiftc $FLAGS -I DIR $(find Sources/InterlockAccess -name '*.swift') Tests/Fuzz/PolicyEntitiesFuzz.swift -L DIR -lInterlockJSON -o fuzz
//   SWIFT_BACKTRACE=enable=no ./fuzz -max_len=4096

/// Any text: either entities whose hierarchy answers, or an error; likewise as a request.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzPolicyEntities(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let text = unsafe String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
    do {
        let store = try EntityStore(parsingJSON: text)
        let user = EntityUID(type: "A", id: "b")
        precondition(store.isEntity(user, in: user))
    } catch {
        precondition(!error.diagnostic.isEmpty)
    }
    do {
        _ = try AuthorizationRequest(parsingJSON: text)
    } catch {
        precondition(!error.diagnostic.isEmpty)
    }
    return 0
}
