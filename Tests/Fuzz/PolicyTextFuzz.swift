// Built and run from the repository's root:
//   FLAGS="-O -g -parse-as-library -package-name interlock -swift-version 6 -sanitize=fuzzer,address -use-ld=lld"
//   swiftc $FLAGS -emit-library -static -emit-module -module-name InterlockJSON \
//     -emit-module-path DIR/InterlockJSON.swiftmodule -o DIR/libInterlockJSON.a $(find Sources/InterlockJSON -name '*.swift')
//   swiftc $FLAGS -I DIR $(find Sources/InterlockAccess -name '*.swift') Tests/Fuzz/PolicyTextFuzz.swift -L DIR -lInterlockJSON -o fuzz
//   SWIFT_BACKTRACE=enable=no ./fuzz -max_len=4096

/// Any text: either policies that decide a request, or an error whose diagnostic can be shown.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzPolicyText(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let text = unsafe String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
    let user = EntityUID(type: "A", id: "")
    do {
        let policies = try PolicySet(parsing: text)
        let request = AuthorizationRequest(
            principal: user,
            action: EntityUID(type: "Action", id: "a"),
            resource: EntityUID(type: "B", id: "b"),
            context: ["a": 1, "b": ["a": true], "c": ["x", 2]]
        )
        let entities = try EntityStore([
            Entity(uid: user, attributes: ["a": .integer(.max)], parents: [request.resource])
        ])
        let response = Authorizer(policies).isAuthorized(request, entities: entities)
        let laidOut = try PolicyLayout.format(text)
        let again = try PolicyLayout.format(laidOut)
        let same = try PolicySet(parsing: laidOut)
        precondition(again == laidOut && same.json == policies.json)
        precondition(response.determiningPolicies.count + response.errors.count <= policies.count)
    } catch {
        precondition(!error.diagnostic.isEmpty)
    }
    return 0
}
