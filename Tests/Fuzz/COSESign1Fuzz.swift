// Built as Tests/Fuzz/CBORFuzz.swift says.

/// Any bytes: either a message that encodes to the same bytes and has a one and only form, or an error.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzCOSESign1(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let bytes = unsafe Array(UnsafeBufferPointer(start: start, count: count))
    if let message = try? COSESign1(decoding: bytes, limits: .message) {
        precondition(message.encoded() == bytes)
        precondition((try? COSESign1(decoding: message.encoded(isTagged: false), isTagged: false)) == message)
        let structure = COSESign1.sigStructure(
            message.protectedHeader,
            externalAAD: [],
            payload: message.payload
        )
        precondition((try? CBOR(decoding: structure)) != nil)
    }
    if let message = try? COSESign1(decoding: bytes, limits: .message, isTagged: false) {
        precondition(message.encoded(isTagged: false) == bytes)
    }
    return 0
}
