// The modules as for Tests/Fuzz/CertificateFuzz.swift, InterlockAccess and InterlockIdentity as libraries too, then
// (RESOURCES being the embedded_resources.swift of InterlockMarket that `swift build` leaves in .build):
//   swiftc $FLAGS -parse-as-library -module-name InterlockMarket $(find Sources/InterlockMarket -name '*.swift')
//          $RESOURCES Tests/Fuzz/SignedOrderFuzz.swift -L DIR -lInterlockIdentity -lInterlockAccess
//          -lInterlockCrypto -lInterlockJSON -lFoundationEssentials -lgmp -lcrypto -o fuzz

internal import InterlockAccess
internal import InterlockCrypto
internal import InterlockIdentity

/// A gate that knows its authority's certificate alone, so that no bytes have a good signature.
private let gate = Result {
    let start = Timestamp(secondsSinceEpoch: 1_465_776_000)
    let authority = try CertificateAuthority.makeRoot(
        named: DistinguishedName(commonName: "Fuzz"),
        key: SigningKey(level: .bits128),
        validity: start...start.adding(seconds: 86_400)
    )
    let list = try authority.revocationList(
        revoked: [],
        number: 1,
        thisUpdate: start,
        nextUpdate: start.adding(seconds: 86_400)
    )
    let verifier = MessageVerifier(
        rules: MarketRules(market: try MarketID("riverside")),
        policies: try MarketPolicies.standard(),
        chains: try ChainVerifier(anchors: [authority.certificate], revocationLists: [list]),
        directory: CertificateDirectory([authority.certificate])
    )
    return MarketGate(verifier: verifier, replayGuard: ReplayGuard())
}

/// Any bytes: as a signed order refused, and as payload, trade or replay record what encodes to the same or an error.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzSignedOrder(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = unsafe Array(UnsafeBufferPointer(start: start, count: count))
    let now = Timestamp(secondsSinceEpoch: 1_465_797_600)
    do {
        _ = try gate.get().admit(bytes, at: now)
        preconditionFailure("admitted")
    } catch {
        precondition((error as? Refusal)?.reason.isEmpty == false)
    }
    let payload = (try? COSESign1(decoding: bytes, limits: .message).payload) ?? bytes
    if let demand = try? Demand(payload: payload) { precondition(demand.payload == payload) }
    if let centre = try? ParticipantID("mtc-1"), let cbor = try? CBOR(decoding: bytes),
        let trade = try? Trade(cbor: cbor, matchingCentre: centre)
    {
        precondition(trade.cbor.encoded() == bytes)
    }
    return 0
}
