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
        let credential: Credential
        do {
            credential = try Credential(certificate)
        } catch {
            throw MarketError(.signing, error.reason)
        }
        return try Self.sign(
            payload,
            kind: kind,
            with: key,
            credential: credential,
            embedding: embedding,
            stapling: responses,
            nonce: nonce
        )
    }

    package static func sign(
        _ payload: [UInt8],
        kind: MessageKind,
        with key: SigningKey,
        credential: Credential,
        embedding: CertificateEmbedding = .thumbprint,
        stapling responses: [OCSPResponse] = [],
        nonce: NonceSource = .random
    ) throws(MarketError) -> COSESign1 {
        guard credential.verifyingKey == key.verifyingKey else {
            throw MarketError(.signing, "the key is not that of the certificate \(credential.subject)")
        }
        let certificates: COSECertificates =
            switch (credential.form, embedding) {
            case (.x509(let leaf), .thumbprint): .thumbprint(leaf.thumbprint)
            case (.x509(let leaf), .chain(let others)): .chain(([leaf] + others).map(\.derRepresentation))
            case (.implicit(let leaf), .thumbprint): .implicitThumbprint(leaf.thumbprint)
            case (.implicit(let leaf), .chain(let others)):
                .implicit([leaf.encoded] + others.map(\.derRepresentation))
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
