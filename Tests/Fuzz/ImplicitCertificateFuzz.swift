// Built as CertificateFuzz is: InterlockCrypto as a module, then this with the sources of InterlockIdentity.

internal import InterlockCrypto

/// An issuer to extract keys with, and the number that a meter asks with.
private let tools = Result {
    let start = Timestamp(secondsSinceEpoch: 1_465_776_000)
    let validity = start...start.adding(seconds: 86_400)
    let authority = try CertificateAuthority.makeRoot(
        named: DistinguishedName(commonName: "Fuzz"),
        key: SigningKey(level: .bits128),
        validity: validity
    )
    let key = try SigningKey(level: .bits128)
    let certificate = try authority.issueImplicitIssuer(
        named: "Meters",
        key: key.verifyingKey,
        validity: validity
    )
    return (issuer: try ImplicitIssuer(certificate), number: try SigningKey(level: .bits128))
}

/// Any bytes: an implicit certificate, request or response that keeps its bytes, or an error; no key comes of them.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzImplicitCertificate(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let bytes = unsafe Array(UnsafeBufferPointer(start: start, count: count))
    guard let tools = try? tools.get() else { preconditionFailure("no issuer") }
    if let certificate = try? ImplicitCertificate(encoded: bytes) {
        precondition(certificate.encoded == bytes)
        _ = certificate.description
        _ = try? tools.issuer.publicKey(of: certificate)
    }
    if let request = try? ImplicitRequest(encoded: bytes) { precondition(request.encoded == bytes) }
    if let response = try? ImplicitResponse(encoded: bytes) {
        precondition(response.encoded == bytes)
        let identity = response.certificate.attributes.identity
        do {
            _ = try response.receive(by: tools.number, identity: identity, from: tools.issuer)
            preconditionFailure("received")
        } catch {
            precondition(!error.reason.isEmpty)
        }
    }
    return 0
}
