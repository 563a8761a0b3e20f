import InterlockCrypto

/// Reads one altered file, and tries everything that would believe it.
struct MutationTrial: Sendable {
    let seeds: MutationSeeds
    private let anchored: ChainVerifier
    private let bare: ChainVerifier

    enum Outcome: Sendable {
        case original, refused, parsed
        case accepted(String)
    }

    init(_ seeds: MutationSeeds) throws {
        self.seeds = seeds
        self.anchored = try ChainVerifier(
            anchors: [seeds.root],
            intermediates: [seeds.intermediate],
            revocationLists: seeds.lists
        )
        // Intermediates must be presented, so that altered ones are looked at.
        self.bare = try ChainVerifier(anchors: [seeds.root], revocationLists: seeds.lists)
    }

    func run(_ bytes: [UInt8], _ seed: MutationSeeds.Seed) -> Outcome {
        self.seeds.originals.contains(bytes) ? .original : self.judge(bytes, seed)
    }

    /// The same, and originals are judged too: every one of them must be accepted.
    func judge(_ bytes: [UInt8], _ seed: MutationSeeds.Seed) -> Outcome {
        switch seed.kind {
        case .certificate: return self.certificate(bytes, seed)
        case .list: return self.list(bytes, seed)
        case .request: return self.request(bytes, seed)
        }
    }

    private func certificate(_ bytes: [UInt8], _ seed: MutationSeeds.Seed) -> Outcome {
        guard let certificate = try? Certificate(derRepresentation: bytes) else { return .refused }
        precondition(certificate.derRepresentation == bytes)
        _ = certificate.description
        _ = try? certificate.constrainedNames()
        _ = try? certificate.extendedKeyUsage()
        if SignatureAlgorithm.isValid(certificate.signedObject, key: seed.signer.handle) {
            return .accepted("its issuer's signature holds")
        }
        if (try? self.anchored.verify(certificate, at: MutationSeeds.noon)) != nil {
            return .accepted("it leads to the anchor")
        }
        let path = try? self.bare.verify(self.seeds.leaf, presented: [certificate], at: MutationSeeds.noon)
        return path == nil ? .parsed : .accepted("a leaf leads to the anchor through it")
    }

    private func list(_ bytes: [UInt8], _ seed: MutationSeeds.Seed) -> Outcome {
        guard let list = try? RevocationList(derRepresentation: bytes) else { return .refused }
        precondition(list.derRepresentation == bytes)
        _ = list.description
        for entry in list.entries.prefix(64) {
            precondition(list.entry(for: entry.serialNumber, issuer: entry.certificateIssuer) != nil)
        }
        let object = try? SignedObject(derRepresentation: bytes)
        let holds = object.map { SignatureAlgorithm.isValid($0, key: seed.signer.handle) } ?? false
        return holds || list.isSigned(by: seed.signer) ? .accepted("its issuer's signature holds") : .parsed
    }

    private func request(_ bytes: [UInt8], _ seed: MutationSeeds.Seed) -> Outcome {
        // A request speaks for the key that it names: another key's would be another sender's.
        guard let request = try? VerifiedRequest(derRepresentation: bytes) else {
            let object = try? SignedObject(derRepresentation: bytes)
            return object.flatMap { try? CertificationRequestInfo($0.signedReader) } == nil
                ? .refused : .parsed
        }
        precondition(request.derRepresentation == bytes)
        return request.key == seed.signer.verifyingKey ? .accepted("its key's signature holds") : .parsed
    }
}
