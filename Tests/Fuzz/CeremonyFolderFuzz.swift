// Built as CertificateFuzz.swift is, with this file in its place.

internal import InterlockCrypto

/// A folder of any files: ceremonies without a gap, or an error.
///
/// The authority is whichever the first share set names, so that the fuzzer gets past it. The input is names and contents one after the other: the length of a name in a byte, the name, the length of the content in
/// two, big-endian, the content. `generation-N` stands for its `set.cbor`.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzCeremonyFolder(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    var rest = unsafe Array(UnsafeBufferPointer(start: start, count: count))[...]
    func take(_ count: Int) -> [UInt8] {
        defer { rest = rest.dropFirst(count) }
        return Array(rest.prefix(count))
    }
    var files: [String: [UInt8]] = [:]
    while let length = rest.popFirst() {
        let name = String(decoding: take(Int(length)), as: UTF8.self)
        files[name] = take(take(2).reduce(0) { $0 << 8 | Int($1) })
    }
    guard let found = try? CeremonyFiles(names: files.keys.sorted()) else { return 0 }
    let transcripts = (0..<found.transcripts).compactMap { files[CeremonyFiles.transcript($0)] }
    let sets = (0..<found.generations).compactMap { files[CeremonyFiles.generation($0)] }
    precondition(transcripts.count == found.transcripts && sets.count == found.generations)
    guard let first = sets.first.flatMap({ try? ShareSet(decoding: $0) }) else { return 0 }
    for accepts in [false, true] {
        let log = try? CeremonyLog(
            transcripts: transcripts,
            sets: sets,
            authorityKey: first.authorityKey,
            acceptsEarlierTimes: accepts
        )
        guard let log else { continue }
        precondition(log.transcripts.map(\.encoded) == transcripts)
        let times = log.transcripts.map(\.record.time)
        precondition(accepts || times == times.sorted())
    }
    return 0
}
