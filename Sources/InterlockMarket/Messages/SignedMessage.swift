package import InterlockCrypto
package import InterlockIdentity

/// How every message of the market is signed: a COSE_Sign1 with the kind's content type and label.
package enum SignedMessage {
    package static func sign(
        _ payload: [UInt8],
        kind: MessageKind,
        with key: SigningKey,
        certificate: Certificate,
        embedding: CertificateEmbedding = .thumbprint,
        stapling responses: [OCSPResponse] = [],
        nonce: NonceSource = .random
    ) throws(MarketError) -> COSESign1 {
        guard certificate.verifyingKey == key.verifyingKey else {
            throw MarketError(.signing, "the key is not that of the certificate \(certificate.subject)")
        }
        let certificates: COSECertificates =
            switch embedding {
            case .thumbprint: .thumbprint(certificate.thumbprint)
            case .chain(let others): .chain(([certificate] + others).map(\.derRepresentation))
            }
        do {
            return try COSESign1.sign(
                payload,
                contentType: kind.contentType,
                certificates: certificates,
                externalAAD: kind.externalAAD,
                stapling: responses.map(\.derRepresentation),
                with: key,
                nonce: nonce
            )
        } catch {
            throw MarketError(.signing, error.reason)
        }
    }
}
