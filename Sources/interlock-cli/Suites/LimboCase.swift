import Interlock

/// One case of x509-limbo, as its schema names the fields.
struct LimboCase: Decodable {
    private enum Result: String, Decodable {
        case success = "SUCCESS"
        case failure = "FAILURE"
    }

    fileprivate struct PeerName: Decodable {
        var kind: String
        var value: String
    }

    private enum CodingKeys: String, CodingKey {
        case id, crls
        case anchors = "trusted_certs"
        case intermediates = "untrusted_intermediates"
        case leaf = "peer_certificate"
        case time = "validation_time"
        case purposes = "extended_key_usage"
        case maximumDepth = "max_chain_depth"
        case expected = "expected_result"
        case peerName = "expected_peer_name"
    }

    let id: String
    private let anchors: [String]
    private let intermediates: [String]
    private let leaf: String
    private let crls: [String]?
    private let time: String?
    private let purposes: [String]
    private let maximumDepth: Int?
    private let expected: Result
    private let peerName: PeerName?

    func verdict() -> CaseVerdict {
        do {
            let leaf = try Self.certificate(self.leaf)
            let path = try self.validator(of: leaf).validate(leaf, at: self.moment)
            return self.verdict(onValid: path)
        } catch {
            guard self.expected == .success else { return .passed }
            return .failed("must be valid, but \(error)")
        }
    }

    private func verdict(onValid path: ValidatedPath) -> CaseVerdict {
        guard self.expected == .failure else { return .passed }
        if let name = self.peerName, !name.isOf(path.leaf) {
            return .skipped("the path is valid; the case turns on the peer's name \(name.value)")
        }
        if self.id.hasPrefix("webpki::") {
            return .skipped("a rule of the CA/Browser Forum that RFC 5280 does not have")
        }
        return .failed(
            "must be invalid, but is valid by \(path.certificates.map(\.subject).joined(separator: " < "))"
        )
    }

    private func validator(of leaf: Certificate) throws -> PathValidator {
        var policy = PathPolicy()
        policy.conformance = .profile
        policy.purposes = Set(self.purposes.compactMap { Self.knownPurposes[$0] })
        if let depth = self.maximumDepth { policy.maximumIntermediates = depth }
        let lists = try (self.crls ?? []).flatMap { try RevocationList.readPEM($0) }
        // What cannot be read stands in no path.
        let intermediates = self.intermediates.compactMap { try? Self.certificate($0) }
        // Lists are required where every issuer has one; a case that gives lists of some, or of others, has them heeded.
        let issuers = Set(lists.map(\.issuer))
        let isCovered = ([leaf] + intermediates).allSatisfy { issuers.contains($0.issuer) }
        policy.revocation = isCovered ? .required : .whereKnown
        return try PathValidator(
            anchors: self.anchors.map(Self.certificate),
            intermediates: intermediates,
            revocationLists: lists,
            policy: policy
        )
    }

    private static func certificate(_ pem: String) throws -> Certificate {
        guard let certificate = try Certificate.readPEM(pem).first else {
            throw Failure(.usage, "a case without a certificate")
        }
        return certificate
    }

    /// The case's time in whole seconds, rounded down as RFC 5280 counts; now where it has none.
    private var moment: Timestamp {
        get throws {
            guard let text = self.time else { return .now }
            let seconds = text.prefix { $0 != "." && $0 != "+" && $0 != "Z" }
            guard let time = Timestamp("\(seconds)Z") else { throw Failure(.usage, "\(text) is no time") }
            return time
        }
    }

    private static let knownPurposes: [String: KeyPurpose] = [
        "serverAuth": .serverAuthentication, "clientAuth": .clientAuthentication,
        "OCSPSigning": .ocspSigning,
        "codeSigning": KeyPurpose("1.3.6.1.5.5.7.3.3"), "emailProtection": KeyPurpose("1.3.6.1.5.5.7.3.4"),
        "timeStamping": KeyPurpose("1.3.6.1.5.5.7.3.8"),
    ].compactMapValues(\.self)
}

extension LimboCase.PeerName {
    fileprivate func isOf(_ certificate: Certificate) -> Bool {
        switch self.kind {
        case "DNS": certificate.isOf(host: self.value)
        case "IP": certificate.isOf(address: self.value)
        default: certificate.isOf(mailbox: self.value)
        }
    }
}
