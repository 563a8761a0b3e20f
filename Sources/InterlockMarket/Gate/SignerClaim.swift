internal import InterlockCrypto
internal import InterlockIdentity

/// Who a message says that signed it, before anything of that is read: certificates are taken apart only where their signer
/// is not remembered.
struct SignerClaim {
    private enum Source {
        case known(SignerCertificate, presented: [Certificate])
        case x509([[UInt8]])
        case implicit([[UInt8]])
    }

    private let source: Source
    private let staples: [[UInt8]]
    /// What tells this claim from others: the certificate's thumbprint where nothing came along with it.
    ///
    /// Without what came along there may be no path.
    let question: Digest

    private init(_ source: Source, _ thumbprints: [Digest], staples: [[UInt8]]) {
        self.source = source
        self.staples = staples
        let all = thumbprints + staples.map { Digest(hashing: $0) }
        self.question = all.count == 1 ? all[0] : Digest(hashing: all.flatMap(\.rawRepresentation))
    }

    /// A signer that is known already.
    init(_ certificate: SignerCertificate, presented: [Certificate]) {
        self.init(
            .known(certificate, presented: presented),
            [certificate.thumbprint] + presented.map(\.thumbprint),
            staples: []
        )
    }

    /// What a message says.
    init(_ message: COSESign1, _ directory: CertificateDirectory) throws(Refusal) {
        let staples = message.ocspResponses
        switch message.certificates {
        case .chain(let encoded):
            self.init(.x509(encoded), encoded.map { Digest(hashing: $0) }, staples: staples)
        case .implicit(let encoded):
            self.init(.implicit(encoded), encoded.map { Digest(hashing: $0) }, staples: staples)
        case .thumbprint(let digest):
            guard let known = directory[digest] else { throw Self.unknown(digest) }
            self.init(.known(.x509(known), presented: []), [digest], staples: staples)
        case .implicitThumbprint(let digest):
            guard let known = directory.implicitCertificate(digest) else { throw Self.unknown(digest) }
            self.init(.known(.implicit(known), presented: []), [digest], staples: staples)
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
        case .known(let leaf, let presented): return (leaf, presented)
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
