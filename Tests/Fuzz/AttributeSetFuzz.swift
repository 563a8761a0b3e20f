// Built as Tests/Fuzz/CertificateFuzz.swift says, with this file in its place.

/// Any bytes: either an attribute set, an extension or a sealed master key that writes itself back unchanged, or an error.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzAttributeSet(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let bytes = unsafe Array(UnsafeBufferPointer(start: start, count: count))
    if let set = try? AttributeSet(canonicalEncoding: bytes) {
        precondition(set.canonicalEncoding == bytes)
        _ = try? AttributeSchema.standard.validate(set)
        _ = FabricAttributes.encode(set)
    }
    if let set = try? FabricAttributes.decode(bytes, schema: .standard) {
        let read = try? AttributeSet(canonicalEncoding: set.canonicalEncoding)
        precondition(read == set)
    }
    // Read only: to open it is scrypt's work.
    if let (sealed, text) = try? SealedMasterKey.decode(bytes) {
        precondition(sealed.encoded(sealing: text) == bytes)
    }
    return 0
}
