// Built as CertificateFuzz.swift is, with this file in its place.

internal import InterlockCrypto

/// Any bytes: a share set, a transcript, a share or a share on paper that is written as it was read, or an error.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzCeremony(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let bytes = unsafe Array(UnsafeBufferPointer(start: start, count: count))
    if let set = try? ShareSet(decoding: bytes) {
        precondition(set.encoded == bytes)
        precondition((set.threshold...ShareSet.custodianLimit).contains(set.custodians.count))
    }
    if let transcript = try? CeremonyTranscript(decoding: bytes) {
        precondition(transcript.encoded == bytes)
        precondition((try? CeremonyRecord(decoding: transcript.record.encoded)) == transcript.record)
    }
    let secret = SecretBytes(copying: bytes)
    if let share = try? MasterKeyShare(decoding: secret) {
        precondition((1...share.count).contains(share.index))
        precondition(share.encoded().constantTimeEquals(secret))
    }
    if let read = try? ShareText.bytes(secret) {
        let again = try? ShareText.bytes(ShareText.text(read))
        precondition(again?.constantTimeEquals(read) == true)
    }
    return 0
}
