internal import InterlockCrypto
internal import InterlockIdentity

/// Who a message says that signed it, before anything of that is read: certificates are taken apart only where the same
/// claim was not taken apart before.
struct SignerClaim {
    private enum Source {
        case known(SignerCertificate)
        case x509([[UInt8]])
        case implicit([[UInt8]])
    }

    /// The ways to read the bytes of a claim; the same bytes may be read in more than one of them.
    private enum Form: UInt64 { case x509 = 1, implicit }

    private let source: Source
    private let staples: [[UInt8]]
    /// SHA-256 of everything that the claim is read from, each part under the label that it stood under: claims of one
    /// question are read alike, so a verdict on one is a verdict on all.
    let question: Digest

    private init(_ source: Source, _ form: Form, _ certificates: [Digest], staples: [[UInt8]]) {
        self.source = source
        self.staples = staples
        let parts = [certificates, staples.map { Digest(hashing: $0) }].map { digests in
            CBOR.array(digests.map { .bytes($0.rawRepresentation) })
        }
        self.question = Digest(hashing: CBOR.array([.unsigned(form.rawValue)] + parts).encoded())
    }

    /// What a message says.
    init(_ message: COSESign1, _ directory: CertificateDirectory) throws(Refusal) {
        let staples = message.ocspResponses
        switch message.certificates {
        case .chain(let encoded):
            self.init(.x509(encoded), .x509, encoded.map { Digest(hashing: $0) }, staples: staples)
        case .implicit(let encoded):
            self.init(.implicit(encoded), .implicit, encoded.map { Digest(hashing: $0) }, staples: staples)
        case .thumbprint(let digest):
            guard let known = directory[digest] else { throw Self.unknown(digest) }
            self.init(.known(.x509(known)), .x509, [digest], staples: staples)
        case .implicitThumbprint(let digest):
            guard let known = directory.implicitCertificate(digest) else { throw Self.unknown(digest) }
            self.init(.known(.implicit(known)), .implicit, [digest], staples: staples)
        case .none:
            throw Refusal(.unknownSigner, "the message does not name its signer's certificate")
        }
    }

    private static func unknown(_ digest: Digest) -> Refusal {
        Refusal(.unknownSigner, "no certificate with the thumbprint \(digest) is known")
    }

    /// The certificates, read: the signer's, and those that came along.
    func certificates() throws(Refusal) -> (leaf: SignerCertificate, presented: [Certificate]) {
        switch self.source {
        case .known(let leaf): return (leaf, [])
        case .x509(let encoded):
            let chain = try Self.read("x5chain") {
                try encoded.map { try Certificate(derRepresentation: $0) }
            }
            guard let first = chain.first else { throw Refusal(.malformed, "x5chain: empty") }
            return (.x509(first), Array(chain.dropFirst()))
        case .implicit(let encoded):
            guard let first = encoded.first else { throw Refusal(.malformed, "implicit certificate: none") }
            let leaf = try Self.read("implicit certificate") { try ImplicitCertificate(encoded: first) }
            let presented = try Self.read("implicit certificate") {
                try encoded.dropFirst().map { try Certificate(derRepresentation: $0) }
            }
            return (.implicit(leaf), presented)
        }
    }

    /// The OCSP responses that came along, read.
    func responses() throws(Refusal) -> [OCSPResponse] {
        try Self.read("rVals") { try self.staples.map { try OCSPResponse(derRepresentation: $0) } }
    }

    private static func read<Value>(_ name: String, _ body: () throws -> Value) throws(Refusal) -> Value {
        do {
            return try body()
        } catch {
            throw Refusal(.malformed, "\(name): \(error)")
        }
    }
}
