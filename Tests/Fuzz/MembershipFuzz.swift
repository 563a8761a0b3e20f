// Built as CertificateFuzz.swift is, with two more modules: CYaml and Yams, of the package's checkout, and this file with
// InterlockFabric's in place of InterlockIdentity's. From the top of the repository, after `swift build`:
//   YAML=.build/checkouts/Yams/Sources
//   clang -O -g -fsanitize=fuzzer-no-link,address -DYAML_DECLARE_STATIC -I $YAML/CYaml/include -c $YAML/CYaml/src/*.c
//   ar rcs DIR/libCYaml.a *.o
//   swiftc $FLAGS -parse-as-library -emit-library -static -emit-module -module-name Yams -I $YAML/CYaml/include -DSWIFT_PACKAGE
//          -emit-module-path DIR/Yams.swiftmodule -o DIR/libYams.a $YAML/Yams/*.swift
//   swiftc $FLAGS -parse-as-library -emit-library -static -emit-module -module-name InterlockIdentity
//          -emit-module-path DIR/InterlockIdentity.swiftmodule -o DIR/libInterlockIdentity.a
//          $(find Sources/InterlockIdentity -name '*.swift') -L DIR -lInterlockCrypto
//   swiftc $FLAGS -parse-as-library -module-name InterlockFabric -I $YAML/CYaml/include $(find Sources/InterlockFabric -name '*.swift')
//          Tests/Fuzz/MembershipFuzz.swift -L DIR -lInterlockIdentity -lInterlockCrypto -lYams -lCYaml -lgmp -lcrypto -o fuzz
//
// A corpus: the files of a folder one behind the other, each after a line of `=` and its path in the folder.

internal import InterlockCrypto

/// Any files of a folder: a verdict, with a reason for each defect, or an error; and a `config.yaml` by itself.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzMembership(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let bytes = unsafe Array(UnsafeBufferPointer(start: start, count: count))
    var files: [String: [UInt8]] = [:]
    var path = MembershipFolder.Name.configuration
    for line in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
        if line.first == UInt8(ascii: "="), line.count < 100 {
            path = String(decoding: line.dropFirst(), as: UTF8.self)
            files[path] = []
        } else {
            files[path, default: []] += line + [UInt8(ascii: "\n")]
        }
    }
    let time = Timestamp(secondsSinceEpoch: 1_767_225_600)
    if let report = try? MembershipReport(.inMemory(files), at: time) {
        precondition(report.isSetUp || !report.isAccepted)
        precondition(report.defects.allSatisfy { !$0.reason.isEmpty })
    }
    _ = try? ConfigurationFile(reading: bytes)
    return 0
}
